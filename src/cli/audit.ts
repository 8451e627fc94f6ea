import { Command } from "commander";
import type { Findings } from "./one_model.js";
import { addBackendOptions, type BackendFlags, backendOf, defined } from "./options.js";
import { addSampleOptions, type SampleFlags } from "./samples.js";

const EXAMPLES = `
Examples:
  halflite audit model.tflite --data samples/      on .npy files or images
  halflite audit model.tflite --random 20 --all
  halflite audit model.tflite --json | jq .verdict`;

type Flags = SampleFlags &
  BackendFlags & { signature?: string; all?: boolean; json?: boolean; quiet?: boolean };

export function auditCommand(): Command {
  const command = new Command("audit")
    .description("tell whether half precision holds what a model computes between its inputs and outputs")
    .argument("<model>", "a .tflite file")
    .option("--signature <key>", "the signature to run (default: the first)")
    .option("--all", "list all activations, not only the ten largest and those that do not fit")
    .option("--json", "print one JSON document instead of text")
    .option("-q, --quiet", "no progress bar");
  addSampleOptions(command);
  addBackendOptions(command);
  return command.addHelpText("after", EXAMPLES).action(async (model: string, flags: Flags) => {
    const { runOnModel } = require("./one_model.js") as typeof import("./one_model.js");
    const work = (signal: AbortSignal) => audit(model, flags, signal);
    process.exitCode = await runOnModel("audit", model, flags.json ?? false, work);
  });
}

async function audit(model: string, flags: Flags, signal: AbortSignal): Promise<Findings> {
  const { auditRanges } = require("../compare/index.js") as typeof import("../compare/index.js");
  const { samplesFor, withCount } = require("./compare_job.js") as typeof import("./compare_job.js");
  const { auditText } = require("./print/audit.js") as typeof import("./print/audit.js");
  const { palette } = require("./print/text.js") as typeof import("./print/text.js");
  const { signature, all = false, quiet = false } = flags;
  const run = { ...backendOf(flags), ...defined({ signature }) };
  const { samples, count, description } = await samplesFor({ a: model, run, samples: flags, signal });
  const found = await withCount({ progress: !quiet }, count, (onProgress) =>
    auditRanges(model, { ...run, samples, sampleCount: count, signal, onProgress }),
  );
  const { samples: number, ...figures } = found;
  return {
    record: { samples: number, inputs: description, ...figures },
    text: () => auditText({ model, audit: found, samples: description, all }, palette(process.stdout)),
  };
}
