import * as os from "node:os";
import { summarize } from "./summary.js";
import type { BenchResult, Case, CaseResult, Measurement, Trial, TrialResult } from "./trial.js";

/**
 * Runs the trials: every round runs every case once in a process of its own, so that what disturbs the machine disturbs
 * all cases alike.
 *
 * @throws when two cases of a trial produced different results
 */
export async function runTrials(trials: readonly Trial[], rounds: number): Promise<BenchResult> {
  const results: TrialResult[] = [];
  for (const trial of trials) {
    try {
      results.push(await runTrial(trial, rounds));
    } finally {
      trial.dispose();
    }
  }
  return { date: new Date().toISOString(), machine: machine(), rounds, trials: results };
}

async function runTrial(trial: Trial, rounds: number): Promise<TrialResult> {
  const present = trial.cases.filter((each) => each.absent === null);
  const measurements = new Map<Case, Measurement[]>(present.map((each) => [each, []]));
  for (let round = 1; round <= rounds; round++) {
    for (const each of present) {
      process.stderr.write(`${trial.name} ${round}/${rounds}: ${each.name}\n`);
      measurements.get(each)!.push(await each.measure());
      if (round === 1) requireAgreement(trial, measurements);
    }
  }
  const { name, title, notes, bytes, comparisons } = trial;
  const cases = trial.cases.map((each) => caseResult(trial, each, measurements));
  return { name, title, notes, bytes, comparisons: [...comparisons], cases };
}

function requireAgreement(trial: Trial, measurements: ReadonlyMap<Case, readonly Measurement[]>): void {
  let first: { name: string; digest: string } | undefined;
  for (const [{ name }, [measurement]] of measurements) {
    const digest = measurement?.digest;
    if (digest === undefined) continue;
    first ??= { name, digest };
    if (digest !== first.digest)
      throw new Error(`${trial.name}: ${name} and ${first.name} produced different results`);
  }
}

function caseResult(trial: Trial, each: Case, all: ReadonlyMap<Case, readonly Measurement[]>): CaseResult {
  const own = all.get(each);
  if (!own) return { name: each.name, absent: each.absent ?? "", ratios: {} };
  const summary = summarize(samplesOf(own));
  const peaks = own.flatMap(({ peakAnonymousBytes }) => peakAnonymousBytes ?? []);
  const ratios: Record<string, number> = {};
  trial.comparisons.forEach((title, i) => {
    const other = trial.cases.find(({ name }) => name === each.against[i]);
    const measured = other && all.get(other);
    if (measured) ratios[title] = Math.min(...samplesOf(measured)) / summary.minimum;
  });
  return {
    name: each.name,
    summary,
    ratios,
    ...(trial.bytes > 0 ? { rate: trial.bytes / 1e6 / summary.minimum } : {}),
    ...(peaks.length > 0 ? { peakAnonymousBytes: Math.max(...peaks) } : {}),
  };
}

const samplesOf = (measurements: readonly Measurement[]) =>
  measurements.flatMap(({ milliseconds }) => milliseconds);

function machine(): BenchResult["machine"] {
  return {
    cpu: os.cpus()[0]?.model.trim() ?? "unknown",
    cores: os.availableParallelism(),
    memoryBytes: os.totalmem(),
    platform: `${os.platform()} ${os.arch()} ${os.release()}`,
    node: process.version,
  };
}
