import { editDistance } from "../../src/edit_distance.js";
import type { Metric, MetricOptions, Numbers } from "../../src/evaluate/arrays/metric.js";
import { type MetricName, metrics } from "../../src/evaluate/arrays/metrics.js";
import { summary } from "../../src/evaluate/arrays/summary.js";

const numbers = (data: readonly number[], shape: readonly number[] = [data.length]): Numbers => ({
  data: Float64Array.from(data),
  shape,
});

const measure = (name: MetricName, output: Numbers, expected: Numbers, options: MetricOptions = {}) =>
  (metrics[name] as Metric).measure(output, expected, options);

test.each<[MetricName, readonly number[], readonly number[], number]>([
  ["mse", [1, 2, 3, 4], [1, 2, 5, 1], (4 + 9) / 4],
  ["mae", [1, 2, 3, 4], [1, 2, 5, 1], 5 / 4],
  ["max-error", [1, 2, 3, 4], [1, 2, 5, 1], 3],
  ["cosine", [3, 4], [4, 3], 24 / 25],
  ["cosine", [0, 0], [0, 0], 1],
  // The range is 4 and the mean square 1: 10 log10(16).
  ["psnr", [1, 4], [0, 4 + 1], 10 * Math.log10(25)],
  ["psnr", [1, 2], [1, 2], Infinity],
])("%s of %j and %j", (name, output, expected, value) => {
  const found = measure(name, numbers(output), numbers(expected)) as { value: number };
  if (Number.isFinite(value)) expect(found.value).toBeCloseTo(value, 12);
  else expect(found.value).toBe(value);
});

test("the peak of psnr can be given", () => {
  const found = measure("psnr", numbers([0.5]), numbers([0]), { peak: 1 }) as { value: number };
  expect(found.value).toBeCloseTo(20 * Math.log10(2), 12);
});

test("accuracy takes classes and scores", () => {
  const scores = numbers([0.1, 0.9, 0.7, 0.3, 0.5, 0.5], [3, 2]);
  expect(measure("accuracy", scores, numbers([1, 1, 0]))).toEqual({ count: 2, total: 3 });
  expect(measure("accuracy", scores, numbers([0, 1, 1, 0, 0, 1], [3, 2]))).toEqual({ count: 2, total: 3 });
});

test("word error rate of words, and of scores with blanks", () => {
  expect(measure("wer", numbers([5, 6, 7]), numbers([5, 7, 7, 8]))).toEqual({ count: 2, total: 4 });
  // Classes 1 1 0 1 2 2 0 are 1 1 2 without blanks and repetitions.
  const classes = [1, 1, 0, 1, 2, 2, 0];
  const scores = classes.flatMap((c) => [0, 1, 2].map((i) => (i === c ? 1 : 0)));
  expect(measure("wer", numbers(scores, [1, 7, 3]), numbers([1, 1, 2]), { blank: 0 })).toEqual({
    count: 0,
    total: 3,
  });
  expect(measure("wer", numbers(scores, [1, 7, 3]), numbers([1, 1, 2]))).toEqual({ count: 4, total: 3 });
});

test("sizes that do not fit are refused", () => {
  expect((metrics.mse as Metric).refuses!(numbers([1]), numbers([1, 2]))).toMatch(/as many elements/);
  expect((metrics.accuracy as Metric).refuses!(numbers([1, 2], [1, 2]), numbers([1, 2, 3]))).toMatch(
    /a class/,
  );
});

test.each([
  ["kitten", "sitting", 3],
  ["", "abc", 3],
  ["abc", "abc", 0],
])("the edit distance of %s and %s", (a, b, distance) => expect(editDistance(a, b)).toBe(distance));

test("samples are summed up, and the worst is named", () => {
  const means = summary("cosine", [
    { sample: "a", measured: { value: 1 } },
    { sample: "b", measured: { value: 0.5 } },
  ]);
  expect(means).toEqual({ metric: "cosine", mean: 0.75, worst: { sample: "b", value: 0.5 } });
  const shares = summary("accuracy", [
    { sample: "a", measured: { count: 1, total: 4 } },
    { sample: "b", measured: { count: 4, total: 4 } },
  ]);
  expect(shares).toMatchObject({ count: 5, total: 8, rate: 0.625, worst: { sample: "a" } });
  const undefinedOnes = summary("mse", [
    { sample: "a", measured: { value: 1 } },
    { sample: "b", measured: { value: Number.NaN } },
  ]);
  expect(undefinedOnes.worst.sample).toBe("b");
  expect(summary("wer", [{ sample: "a", measured: { count: 6, total: 3 } }])).toMatchObject({ rate: 2 });
});
