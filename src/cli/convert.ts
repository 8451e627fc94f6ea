import { Command } from "commander";
import type { Work } from "./batch.js";
import {
  addBackendOptions,
  addChoiceOptions,
  addOutputOptions,
  type BackendFlags,
  backendOf,
  type ChoiceFlags,
  choiceOf,
  type OutputFlags,
  outputOf,
} from "./options.js";

const EXAMPLES = `
Examples:
  halflite convert model.tflite                          writes model.fp16.tflite
  halflite convert model.tflite -o small.tflite --verify
  halflite convert models/ "more/**/*.tflite" -o out/    keeps the folders below models/
  halflite convert model.tflite --profile compat         what TensorFlow's own converter does
  halflite convert model.tflite --exclude op:SOFTMAX --exclude "tensor:head/*" --max-error 1e-3
  halflite convert model.tflite --dry-run --json
  halflite convert models/ -o out/ --report report.html  sizes and errors as charts and tables`;

type Flags = ChoiceFlags & BackendFlags & OutputFlags & { report?: string };

export function convertCommand(): Command {
  const command = new Command("convert")
    .description("convert float32 constants of .tflite models to float16")
    .argument("<inputs...>", "files, folders (every .tflite below, except *.fp16.tflite), or patterns");
  addOutputOptions(command, "NAME.fp16.tflite");
  command.option(
    "--report <file>",
    "write a report, .html with charts (needs the npm package echarts) or .md",
  );
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
  const { convert } = require("../index.js") as typeof import("../index.js");
  const options = { ...choiceOf(flags), ...backendOf(flags), ...outputOf(flags) };
  const jobs = planOutputs(expandInputs(args, ".fp16.tflite"), flags.output, outputName);
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

/** "model.tflite" becomes "model.fp16.tflite". */
const outputName = (name: string) => `${name.replace(/\.tflite$/i, "")}.fp16.tflite`;
