import { HalfliteError } from "../errors.js";
import type { ConversionReport, Progress } from "../index.js";
import { exitCodeOfAll } from "./exit.js";
import { abortOnInterrupt } from "./interrupt.js";
import { type Job, makeFolderOf } from "./outputs.js";
import { conversionText, derivedFigures } from "./print/conversion.js";
import { printError } from "./print/error.js";
import { errorRecord, toJson } from "./print/json.js";
import { palette, plural } from "./print/text.js";
import { progressBar } from "./progress.js";
import { packageVersion } from "./version.js";

/** How a batch is shown, from the command line. */
export interface BatchView {
  json: boolean;
  quiet: boolean;
  dryRun: boolean;
}

/** Does one job and reports on it. */
export type Work = (
  job: Job,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
) => Promise<ConversionReport>;

type Outcome = { job: Job; report: ConversionReport } | { job: Job; error: unknown };

/**
 * Does the jobs one after another, each with all threads. A failure does not stop the others; an interruption does.
 *
 * @returns the exit code
 */
export async function runBatch(
  command: string,
  jobs: readonly Job[],
  view: BatchView,
  work: Work,
): Promise<number> {
  const outcomes: Outcome[] = [];
  const { signal, dispose } = abortOnInterrupt();
  try {
    for (const job of jobs) {
      const outcome = signal.aborted ? interrupted(job, signal) : await attempt(job, signal, view, work);
      outcomes.push(outcome);
      if (!view.json) printOutcome(outcome, view);
    }
  } finally {
    dispose();
  }
  const exitCode = exitCodeOfAll(outcomes.flatMap((outcome) => ("error" in outcome ? [outcome.error] : [])));
  if (view.json) console.log(toJson(batchRecord(command, outcomes, view, exitCode)));
  else if (outcomes.length > 1 && !(view.quiet && exitCode === 0)) printSummary(outcomes, view);
  return exitCode;
}

async function attempt(job: Job, signal: AbortSignal, view: BatchView, work: Work): Promise<Outcome> {
  const bar = progressBar(job.input, !view.quiet);
  try {
    if (!view.dryRun) makeFolderOf(job.output);
    return { job, report: await work(job, signal, (progress) => bar.update(progress)) };
  } catch (error) {
    return { job, error };
  } finally {
    bar.stop();
  }
}

const interrupted = (job: Job, signal: AbortSignal): Outcome => ({
  job,
  error: new HalfliteError("ABORTED", { operation: job.input }, signal.reason),
});

function printOutcome(outcome: Outcome, view: BatchView): void {
  if ("error" in outcome) printError(outcome.job.input, outcome.error);
  else if (!view.quiet) console.log(conversionText(outcome.report, view.dryRun, palette(process.stdout)));
}

function printSummary(outcomes: readonly Outcome[], { quiet }: BatchView): void {
  const failures = outcomes.filter((outcome) => "error" in outcome);
  const summary = `${plural(outcomes.length, "input")}: ${outcomes.length - failures.length} done, ${failures.length} failed`;
  if (!quiet) console.log(summary);
  else console.error(summary);
}

function batchRecord(command: string, outcomes: readonly Outcome[], { dryRun }: BatchView, exitCode: number) {
  return {
    halflite: packageVersion(),
    command,
    dryRun,
    exitCode,
    results: outcomes.map((outcome) => {
      const { input, output } = outcome.job;
      if ("error" in outcome) return { input, output, ok: false, error: errorRecord(outcome.error) };
      return { input, output, ok: true, ...derivedFigures(outcome.report), report: outcome.report };
    }),
  };
}
