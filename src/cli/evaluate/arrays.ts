import { Command, InvalidArgumentError, Option } from "commander";
import type { MetricName } from "../../index.js";
import {
  addBackendOptions,
  addPrecisionOption,
  type BackendFlags,
  collect,
  defined,
  loadOf,
  type PrecisionFlags,
} from "../options.js";
import { parseInteger, parseNumber } from "../parse_number.js";
import { addReportOption, type ReportFlags } from "../report_option.js";
import { runEvaluation } from "./run_evaluation.js";

const EXAMPLES = `
Examples:
  halflite evaluate arrays --model superres.tflite --model superres.fp16.tflite --data samples/ --metric psnr --peak 1
  halflite evaluate arrays --model asr.tflite --data samples/ --metric wer --blank 0

samples/ has the folders inputs/ and expected/: SAMPLE.npy in both, or for several inputs or outputs a folder SAMPLE in both, with
NAME.npy for each. Metrics: accuracy (expected: numbers of classes, or scores), mse, mae, max-error, cosine, psnr, wer.`;

type Flags = BackendFlags &
  PrecisionFlags &
  ReportFlags & {
    model: string[];
    data: string;
    metric: MetricName[];
    peak?: number;
    blank?: number;
    signature?: string;
    json?: boolean;
    quiet?: boolean;
  };

export function arraysCommand(): Command {
  const command = new Command("arrays")
    .description("any metric of any model, on pairs of .npy files")
    .requiredOption("--model <file>", "a .tflite file (repeatable: all see the same samples)", collect)
    .requiredOption("--data <folder>", "the samples")
    .addOption(new Option("--metric <name>", "repeatable").argParser(parseMetric).makeOptionMandatory())
    .option(
      "--peak <number>",
      "of psnr: the largest value of a signal (default: the range of what is expected)",
      parseNumber,
    )
    .option("--blank <class>", "of wer: the class that stands for nothing (CTC)", parseInteger)
    .option("--signature <key>", "the signature to run (default: the first)")
    .option("--json", "print one JSON document instead of text")
    .option("-q, --quiet", "no progress");
  addReportOption(command).option("-f, --force", "replace an existing report");
  addBackendOptions(command);
  addPrecisionOption(command);
  return command.addHelpText("after", EXAMPLES).action(async (flags: Flags) => {
    process.exitCode = await run(flags);
  });
}

function run(flags: Flags): Promise<number> {
  const { evaluateArrays } = require("../../evaluate/index.js") as typeof import("../../evaluate/index.js");
  const { arraysReport } = require("../../report/index.js") as typeof import("../../report/index.js");
  const { arraysText } = require("../print/arrays.js") as typeof import("../print/arrays.js");
  const { model: models, data, metric: metrics, peak, blank, signature } = flags;
  const given = { models, data, metrics, ...loadOf(flags), ...defined({ peak, blank, signature }) };
  return runEvaluation(flags, {
    name: "arrays",
    noun: "samples",
    files: models,
    evaluate: (options) => evaluateArrays({ ...given, ...options }),
    report: arraysReport,
    text: arraysText,
  });
}

function parseMetric(text: string, before: MetricName[] = []): MetricName[] {
  const { METRIC_NAMES } =
    require("../../evaluate/arrays/index.js") as typeof import("../../evaluate/arrays/index.js");
  if (METRIC_NAMES.includes(text as MetricName)) return [...before, text as MetricName];
  throw new InvalidArgumentError(`Expected one of ${METRIC_NAMES.join(", ")}.`);
}
