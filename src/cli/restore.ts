import { Command } from "commander";
import {
  addBackendOptions,
  addOutputOptions,
  type BackendFlags,
  backendOf,
  type OutputFlags,
  outputOf,
} from "./options.js";

const EXAMPLES = `
Examples:
  halflite restore model.fp16.tflite                     writes model.fp32.tflite
  halflite restore model.fp16.tflite -o model.tflite --verify`;

type Flags = BackendFlags & OutputFlags;

export function restoreCommand(): Command {
  const command = new Command("restore")
    .description("turn float16 constants and their DEQUANTIZE operators back into float32 constants")
    .argument("<inputs...>", "files, folders (every .tflite below, except *.fp32.tflite), or patterns");
  addOutputOptions(command, "NAME.fp32.tflite");
  addBackendOptions(command);
  return command.addHelpText("after", EXAMPLES).action(async (inputs: string[], flags: Flags) => {
    process.exitCode = await run(inputs, flags);
  });
}

async function run(args: string[], flags: Flags): Promise<number> {
  const { runBatch } = require("./batch.js") as typeof import("./batch.js");
  const { expandInputs } = require("./inputs.js") as typeof import("./inputs.js");
  const { planOutputs } = require("./outputs.js") as typeof import("./outputs.js");
  const { restore } = require("../convert/index.js") as typeof import("../convert/index.js");
  const options = { ...backendOf(flags), ...outputOf(flags) };
  const jobs = planOutputs(expandInputs(args, { ownSuffix: ".fp32.tflite" }), flags.output, outputName);
  const view = { json: flags.json ?? false, quiet: flags.quiet ?? false, dryRun: flags.dryRun ?? false };
  return runBatch("restore", jobs, view, async ({ input, output }, signal, onProgress) => {
    const { report } = await restore(input, { ...options, output, signal, onProgress });
    return report;
  });
}

/** "model.fp16.tflite" and "model.tflite" become "model.fp32.tflite". */
const outputName = (name: string) => `${name.replace(/\.tflite$/i, "").replace(/\.fp16$/i, "")}.fp32.tflite`;
