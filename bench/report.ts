import { table } from "./table.js";
import type { BenchResult, CaseResult, TrialResult } from "./trial.js";

/** A bench's results as Markdown: what the terminal shows, and what docs/benchmarks.md holds. */
export function reportText(result: BenchResult): string {
  const { machine, date, rounds } = result;
  const memory = `${Math.round(machine.memoryBytes / 2 ** 30)} GiB of memory`;
  return [
    `Measured ${date.slice(0, 10)} with Node ${machine.node} on ${machine.cpu}, ${machine.cores} cores, ${memory}, ` +
      `${machine.platform}. Every case ran in ${rounds} processes of its own, interleaved with the others. Ratios compare ` +
      "minima within this run: 2.00x is twice as fast.",
    ...result.trials.flatMap(trialText),
  ].join("\n\n");
}

function trialText(trial: TrialResult): string[] {
  const rated = trial.bytes > 0;
  const watched = trial.cases.some(({ peakAnonymousBytes }) => peakAnonymousBytes !== undefined);
  const header = [
    "case",
    "minimum ms",
    "median ms",
    "spread ms",
    ...(rated ? ["GB/s"] : []),
    ...trial.comparisons,
    ...(watched ? ["anonymous MiB"] : []),
  ];
  const row = (each: CaseResult) => [
    each.name,
    ...(each.summary
      ? [each.summary.minimum, each.summary.median, each.summary.spread].map(milliseconds)
      : ["absent", "", ""]),
    ...(rated ? [each.rate?.toFixed(2) ?? ""] : []),
    ...trial.comparisons.map((title) => (each.ratios[title] ? `${each.ratios[title].toFixed(2)}x` : "")),
    ...(watched ? [each.peakAnonymousBytes ? (each.peakAnonymousBytes / 2 ** 20).toFixed(0) : ""] : []),
  ];
  const absent = trial.cases
    .filter(({ absent }) => absent !== undefined)
    .map((each) => `${each.name}: ${each.absent}.`);
  return [
    `## ${trial.title}`,
    trial.notes,
    table(header, trial.cases.map(row)),
    ...(absent.length > 0 ? [`Absent: ${absent.join(" ")}`] : []),
  ];
}

const milliseconds = (value: number) => value.toFixed(value < 10 ? 2 : 1);
