import * as os from "node:os";
import { diagnose } from "../src/addon/index.js";
import { summarize } from "./summary.js";
import type { BenchResult, Case, CaseResult, Evidence, Measurement, Trial, TrialResult } from "./trial.js";

/**
 * Runs the trials. First every case is tried once, and all must agree; then every round runs every case in a process of its
 * own, so that what disturbs the machine disturbs all cases alike.
 *
 * @throws when two cases of a trial produced different results
 */
export async function runTrials(
  makers: readonly (() => Trial | Promise<Trial>)[],
  rounds: number,
): Promise<BenchResult> {
  const results: TrialResult[] = [];
  for (const make of makers) {
    const trial = await make();
    try {
      results.push(await runTrial(trial, rounds));
    } finally {
      trial.dispose();
    }
  }
  return { date: new Date().toISOString(), machine: machine(), rounds, trials: results };
}

async function runTrial(trial: Trial, rounds: number): Promise<TrialResult> {
  const evidence = await checkCases(trial);
  const present = trial.cases.filter((each) => evidence.get(each)?.absent === undefined);
  const measurements = new Map<Case, Measurement[]>(present.map((each) => [each, []]));
  for (let round = 1; round <= rounds; round++) {
    for (const each of present) {
      tell(trial, each, `${round}/${rounds}`);
      measurements.get(each)!.push(await each.measure());
    }
  }
  const { name, title, notes, figures, comparisons } = trial;
  const cases = trial.cases.map((each) => caseResult(trial, each, evidence.get(each)!, measurements));
  return { name, title, notes, figures: [...figures], comparisons: [...comparisons], cases };
}

const tell = (trial: Trial, each: Case, stage: string) =>
  process.stderr.write(`${trial.name} ${stage}: ${each.name}\n`);

/** What every case did when it was tried. @throws when two differ */
async function checkCases(trial: Trial): Promise<Map<Case, Evidence>> {
  const all = new Map<Case, Evidence>();
  let first: { name: string; evidence: Evidence } | undefined;
  for (const each of trial.cases) {
    if (each.absent === null && each.check) tell(trial, each, "check");
    const evidence = each.absent === null ? ((await each.check?.()) ?? {}) : { absent: each.absent };
    all.set(each, evidence);
    if (evidence.absent !== undefined || !each.check) continue;
    first ??= { name: each.name, evidence };
    const difference = (trial.difference ?? differentDigests)(first.evidence, evidence);
    if (difference !== null)
      throw new Error(
        `${trial.name}: ${each.name} and ${first.name} produced different results: ${difference}`,
      );
  }
  return all;
}

const differentDigests = (expected: Evidence, found: Evidence) =>
  expected.digest === found.digest ? null : `${expected.digest} and ${found.digest}`;

function caseResult(
  trial: Trial,
  each: Case,
  { absent, remark, anonymousBytes }: Evidence,
  all: ReadonlyMap<Case, readonly Measurement[]>,
): CaseResult {
  const own = all.get(each);
  const { name } = each;
  if (!own) return { name, absent: absent ?? "", samples: 0, figures: {}, ratios: {} };
  const samples = samplesOf(own);
  const summary = summarize(samples);
  const optional = {
    start: least(own.flatMap(({ start }) => start ?? [])),
    load: least(own.flatMap(({ load }) => load ?? [])),
    first: least(own.flatMap(({ first }) => first ?? [])),
    resident: most(own.flatMap(({ residentBytes }) => residentBytes ?? [])),
    anonymous: anonymousBytes,
    operations: trial.operations && trial.operations / 1e6 / summary.minimum,
    rate: trial.bytes > 0 ? trial.bytes / 1e6 / summary.minimum : undefined,
  };
  const known = Object.entries(optional).filter(([, value]) => value !== undefined);
  const ratios: Record<string, number> = {};
  trial.comparisons.forEach((title, i) => {
    const names = [each.against[i] ?? []].flat();
    const others = trial.cases.filter((one) => names.includes(one.name));
    const minimum = least(others.flatMap((one) => samplesOf(all.get(one) ?? [])));
    if (minimum !== undefined) ratios[title] = minimum / summary.minimum;
  });
  const figures = { ...summary, ...Object.fromEntries(known) };
  return { name, ...(remark ? { remark } : {}), samples: samples.length, figures, ratios };
}

const samplesOf = (measurements: readonly Measurement[]) =>
  measurements.flatMap(({ milliseconds }) => milliseconds);

const least = (values: readonly number[]) => (values.length > 0 ? Math.min(...values) : undefined);

const most = (values: readonly number[]) => (values.length > 0 ? Math.max(...values) : undefined);

function machine(): BenchResult["machine"] {
  return {
    cpu: os.cpus()[0]?.model.trim() ?? "unknown",
    target: diagnose().target ?? "no addon",
    cores: os.availableParallelism(),
    memoryBytes: os.totalmem(),
    platform: `${os.platform()} ${os.arch()} ${os.release()}`,
    node: process.version,
  };
}
