import { Command } from "commander";
import { defined } from "../options.js";
import { parseCount, parseInteger } from "../parse_number.js";
import { addImageOptions, filesOf, type ImageFlags, imageOptionsOf } from "./image_options.js";
import { runEvaluation } from "./run_evaluation.js";

const EXAMPLES = `
Examples:
  halflite evaluate classification --model mobilenet.tflite --model mobilenet.fp16.tflite \\
      --images imagenet/val --labels val.tsv               both on the same images, and how they agree
  halflite evaluate classification --model m.tflite --images flowers/         a folder for each class
  halflite evaluate classification --model m.tflite --images val --labels val.txt --journal val.jsonl

Labels: a line for each image, "FILE<tab>CLASS" or, in the order of the sorted images, "CLASS"; a class is a number from 0 on,
or a name in the file of --classes. Images are decoded, cropped to the middle square of 0.875, resized and normalized as
TensorFlow Lite's own evaluation does it; this needs the optional package sharp.`;

type Flags = ImageFlags & { labels?: string; classes?: string; topK?: number; classOffset?: number };

export function classificationCommand(): Command {
  const command = new Command("classification").description(
    "top-K accuracy of image classifiers, with 95% intervals",
  );
  addImageOptions(command, "0.875")
    .option("--labels <file>", "the class of every image (default: the names of the folders they are in)")
    .option("--classes <file>", "the names of the classes, one on a line")
    .option("--top-k <count>", "the largest K (default: 10)", parseCount(1))
    .option(
      "--class-offset <count>",
      "what is added to a label to get the model's class (default: 1 for 1001 classes, else 0)",
      parseInteger,
    );
  return command.addHelpText("after", EXAMPLES).action(async (flags: Flags) => {
    process.exitCode = await run(flags);
  });
}

function run(flags: Flags): Promise<number> {
  const { evaluateClassification } =
    require("../../evaluate/index.js") as typeof import("../../evaluate/index.js");
  const { classificationReport } = require("../../report/index.js") as typeof import("../../report/index.js");
  const { classificationText } =
    require("../print/classification.js") as typeof import("../print/classification.js");
  const { labels, classes, topK, classOffset } = flags;
  const given = { ...imageOptionsOf(flags), ...defined({ labels, classes, topK, classOffset }) };
  return runEvaluation(flags, {
    name: "classification",
    noun: "images",
    files: filesOf(flags, labels, classes),
    evaluate: (options) => evaluateClassification({ ...given, ...options }),
    report: classificationReport,
    text: classificationText,
  });
}
