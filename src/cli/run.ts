import { Command } from "commander";
import type { GpuDelegate } from "../index.js";
import { addGpuOptions, delegatesOf, type GpuFlags, gpuReport, withGpu } from "./gpu.js";
import { addInputOptions, gatherInputs, type InputFlags } from "./model_inputs.js";
import type { Findings } from "./one_model.js";
import {
  addBackendOptions,
  addPrecisionOption,
  type BackendFlags,
  loadOf,
  type PrecisionFlags,
} from "./options.js";

const EXAMPLES = `
Examples:
  halflite run mobilenet.tflite --input cat.jpg
  halflite run mobilenet.tflite --input input=cat.npy --output out/    writes one .npy for each output
  halflite run model.tflite --random 1 --json | jq .outputs[0].data
  halflite run mobilenet.fp16.tflite --input cat.jpg --gpu --gpu-precision-loss-allowed
  halflite run model.tflite --signature decode --input tokens=tokens.npy --random 1

Images need the optional package sharp. They are resized to the input's height and width; a FLOAT32 input gets
(pixel - mean) / std, UINT8 the pixels themselves, INT8 the former in the input's quantization.`;

type Flags = InputFlags &
  BackendFlags &
  PrecisionFlags &
  GpuFlags & { output?: string; force?: boolean; signature?: string; json?: boolean };

export function runCommand(): Command {
  const command = new Command("run")
    .description("run a model on files or random numbers, and show or write its outputs")
    .argument("<model>", "a .tflite file");
  addInputOptions(command, false)
    .option("-o, --output <folder>", "write the outputs there: NAME.npy, or NAME.txt for strings")
    .option("-f, --force", "replace existing outputs")
    .option("--signature <key>", "the signature to run (default: the first)")
    .option("--json", "print one JSON document instead of text");
  addBackendOptions(command);
  addPrecisionOption(command);
  addGpuOptions(command);
  return command.addHelpText("after", EXAMPLES).action(async (model: string, flags: Flags) => {
    const { runOnModel } = require("./one_model.js") as typeof import("./one_model.js");
    const work = (signal: AbortSignal) => withGpu(flags, (gpu) => run(model, flags, gpu, signal));
    process.exitCode = await runOnModel("run", model, flags.json ?? false, work);
  });
}

async function run(
  file: string,
  flags: Flags,
  gpu: GpuDelegate | null,
  signal: AbortSignal,
): Promise<Findings> {
  const { loadModel } = require("../model/index.js") as typeof import("../model/index.js");
  const { signatureOf } = require("./signature.js") as typeof import("./signature.js");
  const { planFiles, writeArray } = require("./output_arrays.js") as typeof import("./output_arrays.js");
  const { runRecord, runText } = require("./print/run.js") as typeof import("./print/run.js");
  const { palette } = require("./print/text.js") as typeof import("./print/text.js");
  const { output, signature, force = false } = flags;
  const model = await loadModel(file, { ...loadOf(flags), ...delegatesOf(gpu), signal });
  try {
    const { inputs, outputs } = signatureOf(model, signature);
    const files = output === undefined ? undefined : planFiles(outputs, output, force);
    const given = await gatherInputs(inputs, flags);
    const begun = performance.now();
    const results = await model.run(
      inputs.map(({ name }) => given[name]!),
      { signal, ...(signature === undefined ? {} : { signature }) },
    );
    const milliseconds = performance.now() - begun;
    for (const [i, target] of (files ?? []).entries()) await writeArray(target, results[i]!, force);
    const named = outputs.map(({ name }, i) => ({ ...results[i]!, name, file: files?.[i] }));
    const { backend, fallbacks } = model;
    const report = { backend, fallbacks, ...gpuReport(gpu, model), milliseconds, outputs: named };
    return { record: runRecord(report), text: () => runText(file, report, palette(process.stdout)) };
  } finally {
    model.dispose();
  }
}
