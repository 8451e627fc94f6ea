import { Command } from "commander";
import { withReport } from "../report_option.js";
import {
  addImageOptions,
  defined,
  filesOf,
  type ImageFlags,
  imageOptionsOf,
  parseInteger,
} from "./image_options.js";

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
  const { printFindings } = require("../one_model.js") as typeof import("../one_model.js");
  const { model: models, images, annotations, classes, classOffset, json = false, quiet = false } = flags;
  return printFindings({ command: "evaluate detection", models }, images, json, async (signal) => {
    const { detectionReport, evaluateDetection } =
      require("../../index.js") as typeof import("../../index.js");
    const { countProgress } = require("../count_progress.js") as typeof import("../count_progress.js");
    const { detectionText } = require("../print/detection.js") as typeof import("../print/detection.js");
    const { palette } = require("../print/text.js") as typeof import("../print/text.js");
    const bar = countProgress("images", !json && !quiet);
    try {
      const work = () =>
        evaluateDetection({
          ...imageOptionsOf(flags),
          annotations,
          ...defined({ classes, classOffset }),
          signal,
          onProgress: ({ done, total, resumed }) => bar.update(done, total, resumed),
        });
      const record = await withReport(flags, filesOf(flags, annotations, classes), work, detectionReport);
      return { record, text: () => detectionText(record, palette(process.stdout)) };
    } finally {
      bar.stop();
    }
  });
}
