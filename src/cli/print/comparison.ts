import type { Comparison, DifferenceFigures, Metric, TensorComparison, WorstElement } from "../../index.js";
import { columns, measure, type Palette, plural, shortened } from "./text.js";

/** A comparison, ready to print. */
export interface ShownComparison {
  readonly a: string;
  /** Absent: a's conversion. */
  readonly b: string | undefined;
  readonly comparison: Comparison;
  /** What the samples were. */
  readonly samples: string;
  readonly all: boolean;
  /** Whether the outputs keep what --max-error asks for. */
  readonly bound:
    | { readonly metric: Metric; readonly maxError: number; readonly error: number; readonly holds: boolean }
    | undefined;
}

/** The tensors that are listed unless all are. */
const LISTED = 10;

/** What the JSON says. */
export function comparisonRecord({ b, comparison, samples, bound }: ShownComparison): object {
  const { samples: count, ...figures } = comparison;
  return {
    b: b ?? null,
    samples: count,
    inputs: samples,
    ...(bound ? { bound } : {}),
    ...figures,
    firstDivergence: figures.firstDivergence?.name ?? null,
  };
}

/** The same for people. */
export function comparisonText(shown: ShownComparison, colours: Palette): string {
  const { a, b, comparison, samples } = shown;
  return [
    `${colours.bold(a)} and ${colours.bold(b ?? "its conversion to float16")}`,
    `  ${samples}, ${comparison.backend.b === "js" ? "TypeScript (js)" : comparison.backend.b}`,
    ...outputLines(comparison, colours),
    ...tensorLines(shown, colours),
    ...divergenceLines(comparison, colours),
    ...restLines(comparison, colours),
    ...boundLines(shown, colours),
  ].join("\n");
}

const HEAD = ["max error", "relative", "rmse", "SNR dB", "cosine"];

const figureCells = ({ maxAbsError, relativeError, rmse, snr, cosine }: DifferenceFigures): string[] => [
  measure(maxAbsError),
  percent(relativeError),
  measure(rmse),
  decibels(snr),
  cosine.toFixed(6),
];

const percent = (part: number): string =>
  Number.isFinite(part) ? `${(100 * part).toFixed(part < 0.1 ? 2 : 1)}%` : "inf";

const decibels = (ratio: number): string =>
  Number.isFinite(ratio) ? ratio.toFixed(1) : ratio > 0 ? "inf" : "-inf";

function outputLines({ outputs }: Comparison, colours: Palette): string[] {
  const rows = outputs.map((output) => [
    ...figureCells(output),
    psnrOf(output),
    output.name,
    output.types.a === output.types.b ? output.types.a : `${output.types.a} and ${output.types.b}`,
    notes(output),
  ]);
  return [
    colours.bold("outputs"),
    ...columns([[...HEAD, "PSNR dB", "output", "", ""], ...rows], [0, 1, 2, 3, 4, 5]),
  ];
}

const psnrOf = ({ psnr }: DifferenceFigures): string => (psnr === null ? "-" : decibels(psnr));

/** What has no place in a table of numbers. */
function notes({ nan, infinity, mismatches, unpaired }: DifferenceFigures): string {
  const counted = [
    ["NaN", nan],
    ["infinite", infinity],
  ] as const;
  const texts = counted.flatMap(([what, { a, b }]) => (a + b > 0 ? [`${what}: ${a} in a, ${b} in b`] : []));
  const alone = mismatches > 0 ? [`${plural(mismatches, "element")} not alike`] : [];
  const without = unpaired > 0 ? [`${unpaired} without a counterpart`] : [];
  return [...texts, ...alone, ...without].join("; ");
}

function tensorLines({ comparison: { tensors }, all }: ShownComparison, colours: Palette): string[] {
  if (tensors.length === 0) return [];
  const worst = [...tensors].sort((a, b) => severity(b) - severity(a)).slice(0, LISTED);
  const listed = all ? tensors : worst;
  const title = titleOf(listed.length, tensors.length, all);
  const rows = listed.map((tensor) => [
    ...figureCells(tensor),
    tensor.operator,
    all ? tensor.name : shortened(tensor.name),
    notes(tensor),
  ]);
  return [colours.bold(title), ...columns([[...HEAD, "operator", "tensor", ""], ...rows], [0, 1, 2, 3, 4])];
}

function titleOf(listed: number, count: number, all: boolean): string {
  if (all) return `${plural(count, "tensor")} in the order of execution`;
  if (listed === count) return `${plural(count, "tensor")}, those that differ most first`;
  return `the ${listed} of ${plural(count, "tensor")} that differ most (--all lists all)`;
}

const severity = ({ mismatches, unpaired, relativeRmse }: TensorComparison): number =>
  mismatches + unpaired > 0 ? Infinity : relativeRmse;

function divergenceLines({ firstDivergence, tensors, tolerance }: Comparison, colours: Palette): string[] {
  if (tensors.length === 0) return [];
  const limit = `an error of ${percent(tolerance)} (root mean square)`;
  if (!firstDivergence) return [colours.green(`No tensor diverges: all are within ${limit}.`)];
  const { name, place, constants, worst, relativeError, relativeRmse, maxAbsError } = firstDivergence;
  const { runs, types, unpaired } = firstDivergence;
  const before = tensors.indexOf(firstDivergence);
  const lines = [
    colours.yellow(`First divergence: tensor "${name}", made by ${place}`),
    before === 0
      ? "  nothing is computed before it"
      : `  ${plural(before, "tensor")} computed before it, all within ${limit}`,
  ];
  if (runs.a !== runs.b) lines.push(`  model a computes it ${runs.a} times, model b ${runs.b} times`);
  else if (unpaired > 0) lines.push(`  it is ${types.a} in model a and ${types.b} in model b`);
  if (worst)
    lines.push(
      `  its error is ${percent(relativeRmse)}, the largest ${measure(maxAbsError)} (${percent(relativeError)} of its largest magnitude): ${element(worst)}`,
    );
  if (constants.length > 0)
    lines.push(`  it reads the constants ${constants.map((constant) => `"${constant}"`).join(", ")}`);
  return lines;
}

const element = ({ sample, run, index, a, b }: WorstElement): string =>
  `${precise(a)} became ${precise(b)} in sample ${sample} at [${index.join(", ")}]${run > 0 ? `, iteration ${run}` : ""}`;

const precise = (value: number): string => Number(value.toPrecision(6)).toString();

/** Nothing that was not compared goes unnamed. */
function restLines({ unmatched, notComputed }: Comparison, colours: Palette): string[] {
  const lines: string[] = [];
  if (unmatched.length > 0) {
    lines.push(colours.yellow(`${plural(unmatched.length, "tensor")} without a counterpart, not compared`));
    const rows = unmatched.map(({ model, operator, name, reason }) => [
      model,
      operator,
      shortened(name),
      reason,
    ]);
    lines.push(...columns(rows));
  }
  if (notComputed.length > 0)
    lines.push(
      colours.dim(
        `${plural(notComputed.length, "tensor")} that no sample computes: ${notComputed.map(shortened).join(", ")}`,
      ),
    );
  return lines;
}

function boundLines({ bound }: ShownComparison, colours: Palette): string[] {
  if (!bound) return [];
  const { metric, maxError, error, holds } = bound;
  const text = `${metric} of the outputs is ${measure(error)}, ${holds ? "within" : "beyond"} ${measure(maxError)}`;
  return [holds ? colours.green(text) : colours.red(text)];
}
