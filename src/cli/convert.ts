import path from "node:path";
import { Command } from "commander";
import type { Work } from "./batch.js";
import {
  addBackendOptions,
  addChoiceOptions,
  addOutputOptions,
  addSourceOptions,
  type BackendFlags,
  backendOf,
  type ChoiceFlags,
  choiceOf,
  type OutputFlags,
  outputOf,
  type SourceFlags,
  sourceOf,
} from "./options.js";

const EXAMPLES = `
Examples:
  halflite convert model.tflite                          writes model.fp16.tflite
  halflite convert model.tflite -o small.tflite --verify
  halflite convert models/ "more/**/*.tflite" -o out/    keeps the folders below models/
  halflite convert model.tflite --profile compat         what TensorFlow's own converter does
  halflite convert model.tflite --exclude op:SOFTMAX --exclude "tensor:head/*" --max-error 1e-3
  halflite convert model.tflite --dry-run --json
  halflite convert models/ -o out/ --report report.html  sizes and errors as charts and tables
  halflite convert saved_model/                          a SavedModel: writes saved_model.fp16.tflite
  halflite convert model.keras --type float32            without float16: writes model.tflite`;

type Flags = ChoiceFlags & SourceFlags & BackendFlags & OutputFlags & { report?: string };

export function convertCommand(): Command {
  const command = new Command("convert")
    .description(
      "convert float32 constants to float16: of .tflite models, SavedModels, Keras and TensorFlow.js models",
    )
    .argument(
      "<inputs...>",
      "files (.tflite, .keras, .h5, model.json), SavedModels, folders (every .tflite below, except *.fp16.tflite), or patterns",
    );
  addOutputOptions(command, "NAME.fp16.tflite");
  command.option(
    "--report <file>",
    "write a report, .html with charts (needs the npm package echarts) or .md",
  );
  addSourceOptions(command);
  addChoiceOptions(command);
  addBackendOptions(command);
  return command.addHelpText("after", EXAMPLES).action(async (inputs: string[], flags: Flags) => {
    process.exitCode = await run(inputs, flags);
  });
}

async function run(args: string[], flags: Flags): Promise<number> {
  const { runBatch } = require("./batch.js") as typeof import("./batch.js");
  const { expandInputs } = require("./inputs.js") as typeof import("./inputs.js");
  const { planOutputs } = require("./outputs.js") as typeof import("./outputs.js");
  const { convert } = require("../convert/index.js") as typeof import("../convert/index.js");
  const { isModelFolder } = require("../convert/importers.js") as typeof import("../convert/importers.js");
  const options = { ...choiceOf(flags), ...sourceOf(flags), ...backendOf(flags), ...outputOf(flags) };
  const inputs = expandInputs(args, { ownSuffix: ".fp16.tflite", isModel: isModelFolder });
  const suffix = options.float16 === false ? ".tflite" : ".fp16.tflite";
  const jobs = planOutputs(inputs, flags.output, (name) => stemOf(name) + suffix);
  const view = { json: flags.json ?? false, quiet: flags.quiet ?? false, dryRun: flags.dryRun ?? false };
  const work: Work = async ({ input, output }, signal, onProgress) => {
    const { report } = await convert(input, { ...options, output, signal, onProgress });
    return report;
  };
  const runWith = (work: Work) => runBatch("convert", jobs, view, work);
  if (flags.report === undefined) return runWith(work);
  const { planReport } = require("./report_file.js") as typeof import("./report_file.js");
  const { withReport } = require("./batch_report.js") as typeof import("./batch_report.js");
  return withReport(
    planReport(
      flags.report,
      flags.force ?? false,
      jobs.flatMap(({ input, output }) => [input, output]),
    ),
    view.dryRun,
    work,
    runWith,
  );
}

const EXTENSIONS = [".tflite", ".keras", ".h5", ".hdf5", ".json"];

/** "model.tflite" becomes "model", a folder keeps its name. */
function stemOf(name: string): string {
  const extension = path.extname(name);
  return EXTENSIONS.includes(extension.toLowerCase()) ? name.slice(0, -extension.length) : name;
}
