import { Command } from "commander";
import { defined } from "../options.js";
import { parseInteger } from "../parse_number.js";
import { addImageOptions, filesOf, type ImageFlags, imageOptionsOf } from "./image_options.js";
import { runEvaluation } from "./run_evaluation.js";

const EXAMPLES = `
Examples:
  halflite evaluate detection --model ssd.tflite --model ssd.fp16.tflite \\
      --images coco/val2017 --annotations coco/annotations/instances_val2017.json

The models have four outputs: boxes, classes, scores and their number. A class of a model plus --class-offset is the id of a
category, or, with --classes, a line of that file, from 0 on, which names one. Images are resized as a whole and normalized as
TensorFlow Lite's own evaluation does it; this needs the optional package sharp.`;

type Flags = ImageFlags & { annotations: string; classes?: string; classOffset?: number };

export function detectionCommand(): Command {
  const command = new Command("detection").description(
    "COCO's mean average precision of object detection models",
  );
  addImageOptions(command, "1, the whole image")
    .requiredOption("--annotations <file>", "COCO's annotations of the images, a JSON file")
    .option("--class-offset <count>", "what is added to a class of the model (default: 1)", parseInteger)
    .option("--classes <file>", "the names of the categories, one on a line");
  return command.addHelpText("after", EXAMPLES).action(async (flags: Flags) => {
    process.exitCode = await run(flags);
  });
}

function run(flags: Flags): Promise<number> {
  const { evaluateDetection } =
    require("../../evaluate/index.js") as typeof import("../../evaluate/index.js");
  const { detectionReport } = require("../../report/index.js") as typeof import("../../report/index.js");
  const { detectionText } = require("../print/detection.js") as typeof import("../print/detection.js");
  const { annotations, classes, classOffset } = flags;
  const given = { ...imageOptionsOf(flags), annotations, ...defined({ classes, classOffset }) };
  return runEvaluation(flags, {
    name: "detection",
    noun: "images",
    files: filesOf(flags, annotations, classes),
    evaluate: (options) => evaluateDetection({ ...given, ...options }),
    report: detectionReport,
    text: detectionText,
  });
}
