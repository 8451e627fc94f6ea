import { Command } from "commander";
import { addGpuOptions, type GpuFlags, withGpu } from "./gpu.js";
import { addInputOptions, type InputFlags } from "./model_inputs.js";
import {
  addBackendOptions,
  addPrecisionOption,
  type BackendFlags,
  loadOf,
  type PrecisionFlags,
} from "./options.js";
import { parseCount } from "./parse_number.js";

const EXAMPLES = `
Examples:
  halflite benchmark model.tflite
  halflite benchmark model.tflite --runs 200 --warmup 20 --threads 2
  halflite benchmark model.tflite --gpu --gpu-precision-loss-allowed
  halflite benchmark model.tflite --profile                  where the time goes
  halflite benchmark model.tflite --json | jq .runs.median`;

type Flags = InputFlags &
  BackendFlags &
  PrecisionFlags &
  GpuFlags & {
    runs: number;
    warmup: number;
    profile?: boolean;
    signature?: string;
    json?: boolean;
  };

export function benchmarkCommand(): Command {
  const command = new Command("benchmark")
    .description("measure how long a model takes to load and to run, and the memory it takes")
    .argument("<model>", "a .tflite file")
    .option("--runs <count>", "measured runs", parseCount(1), 50)
    .option("--warmup <count>", "runs between the first and the measured ones", parseCount(0), 5)
    .option("--profile", "also tell the time of every operator, from up to 10 more runs")
    .option("--signature <key>", "the signature to run (default: the first)")
    .option("--json", "print one JSON document instead of text");
  addInputOptions(command, true);
  addBackendOptions(command);
  addPrecisionOption(command);
  addGpuOptions(command);
  return command.addHelpText("after", EXAMPLES).action(async (model: string, flags: Flags) => {
    process.exitCode = await run(model, flags);
  });
}

function run(file: string, flags: Flags): Promise<number> {
  const { runOnModel } = require("./one_model.js") as typeof import("./one_model.js");
  const { measureModel } = require("./measure.js") as typeof import("./measure.js");
  const { measurementText } = require("./print/measurement.js") as typeof import("./print/measurement.js");
  const { palette } = require("./print/text.js") as typeof import("./print/text.js");
  const { runs, warmup, profile = false, signature } = flags;
  return runOnModel("benchmark", file, flags.json ?? false, async (signal) => {
    const inputs = { ...flags, random: flags.random ?? 1 };
    const measured = { load: loadOf(flags), inputs, signature, runs, warmup, profile, signal };
    const record = await withGpu(flags, (gpu) => measureModel(file, { ...measured, gpu }));
    return { record, text: () => measurementText(file, record, palette(process.stdout)) };
  });
}
