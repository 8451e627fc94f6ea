import { Command, Option } from "commander";
import { HalfliteError } from "../errors.js";
import type { Metric, SearchUnit } from "../index.js";
import type { CompareJob } from "./compare_job.js";
import type { Findings } from "./one_model.js";
import {
  addBackendOptions,
  addPrecisionOption,
  addSelectionOptions,
  type BackendFlags,
  backendOf,
  defined,
  type PrecisionFlags,
  type SelectionFlags,
  selectionOf,
} from "./options.js";
import { parseError } from "./parse_number.js";
import { addReportOption, type ReportFlags } from "./report_option.js";
import { addSampleOptions, type SampleFlags } from "./samples.js";

const EXAMPLES = `
Examples:
  halflite compare model.tflite                                     with the conversion that \`convert\` would make of it
  halflite compare model.tflite model.fp16.tflite --data samples/   on .npy files or images
  halflite compare model.tflite other.tflite --random 20 --max-error 1e-2 && echo close enough
  halflite compare model.fp16.tflite model.fp16.tflite --precision float16    what float16 arithmetic does
  halflite compare model.tflite --data samples/ --bisect --max-error 1e-3 -o keep.txt
  halflite convert model.tflite --exclude-from keep.txt

What --bisect finds are the constants that have to stay float32 for the bound to hold.`;

const METRICS = [
  "max-abs",
  "mean-abs",
  "mse",
  "rmse",
  "relative",
  "relative-rmse",
  "cosine",
] as const satisfies readonly Metric[];

type Flags = ReportFlags &
  SampleFlags &
  SelectionFlags &
  BackendFlags &
  PrecisionFlags & {
    signature?: string;
    tolerance?: number;
    maxError?: number;
    metric: Metric;
    all?: boolean;
    bisect?: boolean;
    by: SearchUnit;
    output?: string;
    force?: boolean;
    json?: boolean;
    quiet?: boolean;
  };

export function compareCommand(): Command {
  const command = new Command("compare")
    .description("run two versions of a model on the same inputs and tell where their results part")
    .argument("<a>", "the model that is right, a .tflite file")
    .argument("[b]", "the model to compare with it (default: a's conversion to float16, made in memory)")
    .option("--signature <key>", "the signature to run (default: the first)")
    .option("--all", "list all tensors, not only the ten that differ most")
    .option(
      "--tolerance <part>",
      "a tensor diverges when the root mean square of its error is more than this part of its own (default: 0.1)",
      parseError,
    )
    .option("--max-error <number>", "exit with 5 when the error of an output is larger", parseError)
    .addOption(new Option("--metric <name>", "what --max-error is about").choices(METRICS).default("max-abs"))
    .option("--bisect", "find the constants that have to stay float32 for --max-error to hold")
    .addOption(
      new Option("--by <unit>", "what --bisect keeps as one: a constant, or all constants of an operator")
        .choices(["constant", "operator"])
        .default("constant"),
    )
    .option("-o, --output <file>", "write what --bisect finds there, for `convert --exclude-from`")
    .option("-f, --force", "replace an existing output or report")
    .option("--json", "print one JSON document instead of text")
    .option("-q, --quiet", "no progress bar");
  addReportOption(command);
  addSampleOptions(command);
  addSelectionOptions(command);
  addBackendOptions(command);
  addPrecisionOption(command);
  return command
    .addHelpText("after", EXAMPLES)
    .action(async (a: string, b: string | undefined, flags: Flags) => {
      const { runOnModel } = require("./one_model.js") as typeof import("./one_model.js");
      const work = (signal: AbortSignal) => compare(a, b, flags, signal);
      process.exitCode = await runOnModel("compare", a, flags.json ?? false, work);
    });
}

function compare(a: string, b: string | undefined, flags: Flags, signal: AbortSignal): Promise<Findings> {
  const { findMixed, compareOne } = require("./compare_job.js") as typeof import("./compare_job.js");
  const conversion = selectionOf(flags);
  checkFlags(b, flags, Object.keys(conversion).length > 0);
  const { precision, signature, tolerance, maxError, metric, all = false, quiet = false } = flags;
  const job: CompareJob = {
    a,
    b,
    conversion,
    samples: flags,
    run: { ...backendOf(flags), ...defined({ precision, signature }) },
    tolerance,
    metric,
    all,
    report: flags,
    progress: !quiet,
    signal,
  };
  const { bisect = false, by: unit, output, force = false } = flags;
  return bisect ? findMixed({ ...job, unit, maxError: maxError!, output, force }) : compareOne(job, maxError);
}

/** Options that mean something only with others. @throws INVALID_ARGUMENT */
function checkFlags(b: string | undefined, flags: Flags, isConversionChosen: boolean): void {
  const { bisect = false, maxError, output } = flags;
  const refuse = (argument: string, expected: string, received: string) => {
    throw new HalfliteError("INVALID_ARGUMENT", { argument, expected, received });
  };
  if (b !== undefined && bisect) refuse("--bisect", "one model, which it converts itself", "two");
  if (b !== undefined && isConversionChosen)
    refuse("options of the conversion", "one model, which is converted", "two");
  if (bisect && maxError === undefined) refuse("--bisect", "a bound (--max-error)", "none");
  if (bisect && flags.report !== undefined) refuse("--report", "a comparison", "--bisect");
  if (!bisect && output !== undefined) refuse("--output", "--bisect, whose list it takes", "none");
}
