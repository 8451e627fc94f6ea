import { convert } from "../convert/convert.js";
import { HalfliteError } from "../errors.js";
import {
  type CompareProgress,
  type Comparison,
  type ConvertOptions,
  compareModels,
  comparisonReport,
  findMixedPrecision,
  type LoadOptions,
  loadModel,
  type Metric,
  type SearchUnit,
  worstError,
} from "../index.js";
import { countProgress } from "./count_progress.js";
import { EXIT } from "./exit.js";
import type { Findings } from "./one_model.js";
import { writeText } from "./output_text.js";
import { phaseProgress } from "./phase_progress.js";
import { comparisonRecord, comparisonText } from "./print/comparison.js";
import { mixedPrecisionText } from "./print/mixed_precision.js";
import { palette } from "./print/text.js";
import { type ReportFlags, withReport } from "./report_option.js";
import { type GatheredSamples, gatherSamples, type SampleFlags } from "./samples.js";
import { selectionText } from "./selection_file.js";
import { signatureOf } from "./signature.js";
import { statusOf } from "./status.js";

/** What `halflite compare` was asked for. */
export interface CompareJob {
  readonly a: string;
  /** Absent: a's conversion. */
  readonly b: string | undefined;
  readonly conversion: ConvertOptions;
  readonly samples: SampleFlags;
  readonly run: LoadOptions & { signature?: string };
  readonly tolerance: number | undefined;
  readonly metric: Metric;
  /** List all tensors. */
  readonly all: boolean;
  readonly report: ReportFlags;
  readonly progress: boolean;
  readonly signal: AbortSignal;
}

/** Compares two models. @param maxError of the outputs; beyond it the exit code is another */
export async function compareOne(job: CompareJob, maxError: number | undefined): Promise<Findings> {
  const { a, metric, all, tolerance, signal } = job;
  const gathered = await samplesFor(job);
  const b = job.b ?? (await conversionOf(job));
  const work = () =>
    withCount(job, gathered.count, (onProgress) =>
      compareModels(a, b, {
        ...job.run,
        samples: gathered.samples,
        sampleCount: gathered.count,
        ...(tolerance === undefined ? {} : { tolerance }),
        signal,
        onProgress,
      }),
    );
  const names = { a, b: job.b ?? "its conversion to float16" };
  const taken = job.b === undefined ? [a] : [a, job.b];
  const comparison = await withReport(job.report, taken, work, (found) => comparisonReport(found, names));
  const bound = maxError === undefined ? undefined : boundOf(comparison, metric, maxError);
  const shown = { a, b: job.b, comparison, samples: gathered.description, all, bound };
  return {
    record: comparisonRecord(shown),
    text: () => comparisonText(shown, palette(process.stdout)),
    exitCode: bound && !bound.holds ? EXIT.outOfBounds : EXIT.success,
  };
}

function boundOf({ outputs }: Comparison, metric: Metric, maxError: number) {
  const error = worstError(metric, outputs);
  return { metric, maxError, error, holds: error <= maxError };
}

/** What --bisect was asked for. */
export interface BisectJob extends CompareJob {
  readonly unit: SearchUnit;
  readonly maxError: number;
  /** The file that gets the list. */
  readonly output: string | undefined;
  /** Replace it. */
  readonly force: boolean;
}

/** Finds the constants that have to stay float32. @throws OUTPUT_EXISTS before the search */
export async function findMixed(job: BisectJob): Promise<Findings> {
  const { unit, maxError, output, force } = job;
  if (output !== undefined && !force && statusOf(output))
    throw new HalfliteError("OUTPUT_EXISTS", { path: output });
  const gathered = await samplesFor(job);
  const { a, metric, conversion, signal } = job;
  const line = phaseProgress(a, "models tried", job.progress);
  const found = await findMixedPrecision(a, {
    ...job.run,
    samples: gathered.samples,
    maxError,
    metric,
    unit,
    conversion,
    signal,
    onProgress: ({ phase, done }) => line.update(phase, done),
  }).finally(line.stop);
  const list = selectionText(
    [`constants of ${a} that stay float32 for ${metric} <= ${maxError}, found by halflite compare --bisect`],
    found.kept.map(({ name }) => name),
  );
  if (output !== undefined) await writeText(output, list, force);
  const shown = { model: a, found, samples: gathered.description, output, all: job.all };
  return {
    record: { ...found, list, ...(output === undefined ? {} : { output }) },
    text: () => mixedPrecisionText(shown, palette(process.stdout)),
    exitCode: found.stopped ? EXIT.interrupted : found.reached ? EXIT.success : EXIT.outOfBounds,
  };
}

/** The model is loaded once more for its inputs: without its weights being made ready. */
export async function samplesFor({
  a,
  run,
  samples,
  signal,
}: Pick<CompareJob, "a" | "run" | "samples" | "signal">): Promise<GatheredSamples> {
  const model = await loadModel(a, { backend: "js", signal });
  try {
    return gatherSamples(signatureOf(model, run.signature).inputs, samples);
  } finally {
    model.dispose();
  }
}

async function conversionOf({ a, conversion, run, signal }: CompareJob): Promise<Uint8Array> {
  const { backend, target, threads } = run;
  const chosen = Object.entries({ backend, target, threads }).filter(([, value]) => value !== undefined);
  const { bytes } = await convert(a, { ...conversion, ...Object.fromEntries(chosen), signal });
  return bytes!;
}

/** Shows on a terminal how many samples are done. */
export async function withCount<T>(
  { progress }: Pick<CompareJob, "progress">,
  total: number,
  work: (onProgress: (progress: CompareProgress) => void) => Promise<T>,
): Promise<T> {
  const bar = countProgress("samples", progress);
  return work(({ done }) => bar.update(done, total)).finally(bar.stop);
}
