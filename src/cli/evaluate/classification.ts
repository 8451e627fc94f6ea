import { Command } from "commander";
import { withReport } from "../report_option.js";
import {
  addImageOptions,
  defined,
  filesOf,
  type ImageFlags,
  imageOptionsOf,
  parseCount,
  parseInteger,
} from "./image_options.js";

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
    .option("--top-k <count>", "the largest K (default: 10)", parseCount)
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
  const { printFindings } = require("../one_model.js") as typeof import("../one_model.js");
  const { model: models, images, labels, classes, topK, classOffset, json = false, quiet = false } = flags;
  return printFindings({ command: "evaluate classification", models }, images, json, async (signal) => {
    const { classificationReport, evaluateClassification } =
      require("../../index.js") as typeof import("../../index.js");
    const { countProgress } = require("../count_progress.js") as typeof import("../count_progress.js");
    const { classificationText } =
      require("../print/classification.js") as typeof import("../print/classification.js");
    const { palette } = require("../print/text.js") as typeof import("../print/text.js");
    const bar = countProgress("images", !json && !quiet);
    try {
      const work = () =>
        evaluateClassification({
          ...imageOptionsOf(flags),
          ...defined({ labels, classes, topK, classOffset }),
          signal,
          onProgress: ({ done, total, resumed }) => bar.update(done, total, resumed),
        });
      const record = await withReport(flags, filesOf(flags, labels, classes), work, classificationReport);
      return { record, text: () => classificationText(record, palette(process.stdout)) };
    } finally {
      bar.stop();
    }
  });
}
