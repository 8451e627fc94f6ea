import { editDistance } from "../../edit_distance.js";
import type { Metric, MetricOptions, Numbers } from "./metric.js";

const sameShape = (output: Numbers, expected: Numbers) =>
  output.data.length === expected.data.length ? undefined : "as many elements as expected";

const mean = (
  higherIsBetter: boolean,
  measure: (a: Float64Array, b: Float64Array, o: MetricOptions) => number,
): Metric => ({
  kind: "mean",
  higherIsBetter,
  refuses: sameShape,
  measure: (output, expected, options) => ({ value: measure(output.data, expected.data, options) }),
});

const meanOver = (a: Float64Array, b: Float64Array, term: (difference: number) => number) =>
  a.reduce((sum, x, i) => sum + term(x - b[i]!), 0) / Math.max(a.length, 1);

const meanSquare = (a: Float64Array, b: Float64Array) => meanOver(a, b, (x) => x * x);

function cosineOf(a: Float64Array, b: Float64Array): number {
  let [dot, first, second] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    dot += a[i]! * b[i]!;
    first += a[i]! ** 2;
    second += b[i]! ** 2;
  }
  if (first === 0 && second === 0) return 1;
  return dot / Math.sqrt(first * second);
}

const rangeOf = (data: Float64Array) =>
  data.reduce((most, x) => Math.max(most, x), -Infinity) -
  data.reduce((least, x) => Math.min(least, x), Infinity);

/** The class with the highest score along the last dimension; of equal ones the first. */
function classesOf({ data, shape }: Numbers): number[] {
  const depth = shape.at(-1) ?? 1;
  return Array.from({ length: data.length / depth }, (_, row) => {
    const scores = data.subarray(row * depth, (row + 1) * depth);
    return scores.reduce((best, score, i) => (score > scores[best]! ? i : best), 0);
  });
}

/** Expected classes are given as numbers, one for each row of scores, or as scores themselves. */
const expectedClasses = (output: Numbers, expected: Numbers): number[] =>
  expected.data.length === output.data.length ? classesOf(expected) : [...expected.data];

/** Scores that end in a dimension of classes become those with the best score, without blanks and repetitions. */
function sequenceOf(numbers: Numbers, isScores: boolean, blank: number | undefined): number[] {
  if (!isScores) return [...numbers.data];
  const classes = classesOf(numbers);
  if (blank === undefined) return classes;
  return classes.filter((c, i) => c !== blank && c !== classes[i - 1]);
}

export type MetricName = "accuracy" | "mse" | "mae" | "max-error" | "cosine" | "psnr" | "wer";

/** What each name means. */
export const metrics = {
  /** The class with the best score along the last dimension is the expected one. */
  accuracy: {
    kind: "share",
    higherIsBetter: true,
    refuses: (output, expected) => {
      const rows = output.data.length / (output.shape.at(-1) ?? 1);
      const fits = expected.data.length === output.data.length || expected.data.length === rows;
      return fits ? undefined : "a class for each row of scores, or as many scores";
    },
    measure: (output, expected) => {
      const wanted = expectedClasses(output, expected);
      const count = classesOf(output).filter((c, i) => c === wanted[i]).length;
      return { count, total: wanted.length };
    },
  },
  /** Mean of squared differences. */
  mse: mean(false, meanSquare),
  /** Mean of absolute differences. */
  mae: mean(false, (a, b) => meanOver(a, b, Math.abs)),
  /** The largest absolute difference. */
  "max-error": mean(false, (a, b) => a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i]!)), 0)),
  /** Cosine of the angle between both as vectors. */
  cosine: mean(true, cosineOf),
  /** Peak signal to noise ratio in decibels; infinite for equal arrays. */
  psnr: mean(true, (a, b, { peak }) => 10 * Math.log10((peak ?? rangeOf(b)) ** 2 / meanSquare(a, b))),
  /** Word error rate: insertions, deletions and substitutions over the number of expected words (numbers of words, or scores of them). */
  wer: {
    kind: "rate",
    higherIsBetter: false,
    measure: (output, expected, { blank }) => {
      const isScores = output.data.length > expected.data.length && output.shape.length > 1;
      const wanted = sequenceOf(expected, false, undefined);
      return { count: editDistance(sequenceOf(output, isScores, blank), wanted), total: wanted.length };
    },
  },
} satisfies Record<MetricName, Metric>;

export const METRIC_NAMES = Object.keys(metrics) as MetricName[];
