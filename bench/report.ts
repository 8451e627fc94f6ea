import { behindTable } from "./behind.js";
import type { Bench } from "./bench.js";
import { table } from "./table.js";
import type { BenchResult, CaseResult, Figure, TrialResult } from "./trial.js";

/** A bench's results as Markdown: what the terminal shows, and what docs/benchmarks_<target>.md holds. */
export function reportText({ title, overview, behind }: Bench, result: BenchResult): string {
  const { machine, date, rounds } = result;
  const ahead = behind && behindTable(result.trials);
  const memory = `${Math.round(machine.memoryBytes / 2 ** 30)} GiB of memory`;
  return [
    `## ${title}`,
    `Measured ${date.slice(0, 10)} with Node ${machine.node} on ${machine.cpu} (${machine.target}), ${machine.cores} cores, ${memory}, ` +
      `${machine.platform}. Every case ran in ${rounds} processes of its own, interleaved with the others. Ratios compare ` +
      "minima within this run: 2.00x is twice as fast.",
    ...(overview ? [overview, overviewTable(result.trials)] : []),
    ...(ahead ? ["### Where a peer is ahead", behind, ahead] : []),
    ...result.trials.flatMap(trialText),
  ].join("\n\n");
}

/** The minimum of every case of every trial: a row for a trial, a column for a case. */
function overviewTable(trials: readonly TrialResult[]): string {
  const names = [...new Set(trials.flatMap(({ cases }) => cases.map(({ name }) => name)))];
  const minimum = (trial: TrialResult, name: string) =>
    trial.cases.find((each) => each.name === name)?.figures.minimum;
  return table(
    ["minimum ms", ...names],
    trials.map((trial) => [
      trial.title,
      ...names.map((name) => {
        const value = minimum(trial, name);
        return value === undefined ? "" : milliseconds(value);
      }),
    ]),
  );
}

function trialText(trial: TrialResult): string[] {
  const header = ["case", ...trial.figures.map((figure) => columns[figure].title), ...trial.comparisons];
  const absent = trial.cases.flatMap((each) =>
    each.absent === undefined ? [] : `${each.name}: ${each.absent}.`,
  );
  const remarks = trial.cases.flatMap((each) =>
    each.remark === undefined ? [] : `${each.name}: ${each.remark}.`,
  );
  return [
    `### ${trial.title}`,
    ...(trial.notes ? [trial.notes] : []),
    table(
      header,
      trial.cases.map((each) => row(trial, each)),
    ),
    ...(remarks.length > 0 ? [remarks.join(" ")] : []),
    ...(absent.length > 0 ? [`Absent: ${absent.join(" ")}`] : []),
  ];
}

function row({ figures, comparisons }: TrialResult, each: CaseResult): string[] {
  const cells = figures.map((figure) => {
    const value = each.figures[figure];
    return value === undefined ? "" : columns[figure].text(value);
  });
  if (each.absent !== undefined) cells[0] = "absent";
  const ratios = comparisons.map((title) => (each.ratios[title] ? `${each.ratios[title].toFixed(2)}x` : ""));
  return [each.name, ...cells, ...ratios];
}

const milliseconds = (value: number) => value.toFixed(value < 10 ? 2 : 1);

const mebibytes = (value: number) => (value / 2 ** 20).toFixed(0);

const columns: Readonly<Record<Figure, { title: string; text(value: number): string }>> = {
  start: { title: "start ms", text: milliseconds },
  load: { title: "load ms", text: milliseconds },
  first: { title: "first ms", text: milliseconds },
  minimum: { title: "minimum ms", text: milliseconds },
  median: { title: "median ms", text: milliseconds },
  p95: { title: "p95 ms", text: milliseconds },
  spread: { title: "spread ms", text: milliseconds },
  operations: { title: "GFLOP/s", text: (value) => value.toFixed(1) },
  rate: { title: "GB/s", text: (value) => value.toFixed(2) },
  anonymous: { title: "anonymous MiB", text: mebibytes },
  resident: { title: "resident MiB", text: mebibytes },
};
