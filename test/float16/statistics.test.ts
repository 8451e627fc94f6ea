import {
  cosine,
  type Float16Statistics,
  float16ToNumber,
  measureFloat16,
  mergeStatistics,
  mse,
  numberToFloat16,
  STATISTICS_FIELDS,
  snr,
  toFloat16,
} from "../../src/float16/index.js";
import { everyBackend } from "./every_backend.js";
import { awkwardFloatBits, floatsOf, randomWords, weights } from "./samples.js";

/** Sums are taken in another order, and natively in blocks: relative. Counts are exact. */
const ACCUMULATION = 1e-5;

/** Maxima are found exactly or through squares: relative. */
const MAXIMUM = 1e-7;

const tolerances: Partial<Record<keyof Float16Statistics, number>> = {
  maxAbs: 0,
  maxAbsError: MAXIMUM,
  maxRelativeError: MAXIMUM,
  sumSquaredError: ACCUMULATION,
  sumSquares: ACCUMULATION,
  sumProducts: ACCUMULATION,
};

/** The definition, value by value, in doubles, with the independent library. */
function reference(source: Float32Array, overflow: "infinity" | "clamp"): Float16Statistics {
  const s = mergeStatistics([]);
  for (const value of source) {
    s.count++;
    if (Number.isNaN(value)) s.nan++;
    else if (Math.abs(value) === Infinity) s.infinity++;
    else addFinite(s, value, overflow);
  }
  return s;
}

function addFinite(s: Float16Statistics, value: number, overflow: "infinity" | "clamp"): void {
  const kept = overflow === "clamp" ? Math.min(Math.max(value, -65504), 65504) : value;
  const half = float16ToNumber(numberToFloat16(kept));
  const size = Math.abs(value);
  const error = Math.abs(value - half);
  if (size > 65504) s.overflow++;
  if (value !== 0 && half === 0) s.underflow++;
  if (half !== 0 && Math.abs(half) < 2 ** -14) s.subnormal++;
  s.maxAbs = Math.max(s.maxAbs, size);
  s.maxAbsError = Math.max(s.maxAbsError, error);
  if (value !== 0) s.maxRelativeError = Math.max(s.maxRelativeError, error / size);
  s.sumSquaredError += error * error;
  s.sumSquares += value * value;
  s.sumProducts += value * half;
}

function mismatches(actual: Float16Statistics, expected: Float16Statistics): string[] {
  return STATISTICS_FIELDS.filter((name) => {
    const [a, e] = [actual[name], expected[name]];
    return !(Object.is(a, e) || Math.abs(a - e) <= (tolerances[name] ?? 0) * Math.abs(e));
  }).map((name) => `${name}: ${actual[name]} instead of ${expected[name]}`);
}

const awkward = floatsOf(awkwardFloatBits(20_000));
const within = (limit: number) => awkward.filter((v) => Math.abs(v) <= limit);
const cases: [string, Float32Array][] = [
  ["nothing", new Float32Array(0)],
  ["one value", Float32Array.of(0.1)],
  ["zeros of both signs", Float32Array.of(0, -0, 0)],
  ["weights", weights(50_001)],
  ["half zeros", weights(9_000).map((v, i) => (i % 2 ? v : 0))],
  ["all within the range", within(65504)],
  ["subnormals", within(2 ** -14)],
  ["values that all vanish", Float32Array.of(1e-9, -1e-12, 2 ** -25, 1e-45)],
  ["overflows", Float32Array.of(65505, 65519.9, 65520, -70000, 1)],
  ["infinities and NaN only", Float32Array.of(Infinity, -Infinity, Number.NaN)],
  ["NaN among weights", weights(5000).fill(Number.NaN, 4500, 4510)],
  ["every exponent and boundary", within(1e15)],
  ["random bits", floatsOf(randomWords(3, 4000)).filter((v) => !(Math.abs(v) > 1e15))],
];

describe.each(everyBackend)("statistics on $name", ({ options }) => {
  test.each(cases)("%s", (_, source) => {
    for (const overflow of ["infinity", "clamp"] as const) {
      const expected = reference(source, overflow);
      const converted = toFloat16(source, { ...options, overflow, statistics: true });
      expect(mismatches(converted.statistics, expected)).toEqual([]);
      expect(mismatches(measureFloat16(source, { ...options, overflow }), expected)).toEqual([]);
    }
  });

  test("merging parts equals the whole", () => {
    const source = within(1e6);
    const parts = [0, 1, 5000, 20_000].map((from, i, starts) => source.subarray(from, starts[i + 1]));
    const merged = mergeStatistics(parts.map((part) => measureFloat16(part, options)));
    expect(mismatches(merged, measureFloat16(source, options))).toEqual([]);
  });

  test("statistics are there only if asked for", () => {
    expect(toFloat16(weights(5), options).statistics).toBeUndefined();
  });
});

describe("figures derived from statistics", () => {
  test("nothing lost", () => {
    const exact = measureFloat16(Float32Array.of(1, -2, 0.5, 0));
    expect([mse(exact), snr(exact), cosine(exact)]).toEqual([0, Infinity, 1]);
  });

  test("no values", () => {
    const none = mergeStatistics([]);
    expect([mse(none), snr(none), cosine(none)]).toEqual([0, Infinity, 1]);
  });

  test("all lost", () => {
    const lost = measureFloat16(Float32Array.of(1e-9, -2e-9));
    expect(mse(lost)).toBeCloseTo(2.5e-18, 24);
    expect([snr(lost), cosine(lost)]).toEqual([expect.closeTo(0, 6), 0]);
  });

  test("an overflow to infinity", () => {
    const beyond = measureFloat16(Float32Array.of(1, 1e6));
    expect([mse(beyond), snr(beyond), cosine(beyond)]).toEqual([Infinity, -Infinity, Number.NaN]);
  });

  test("against the definitions", () => {
    const source = weights(10_000);
    const { values, statistics } = toFloat16(source, { statistics: true });
    const halves = Float32Array.from(values, float16ToNumber);
    const sum = (term: (v: number, h: number) => number) =>
      source.reduce((total, v, i) => total + term(v, halves[i]!), 0);
    const noise = sum((v, h) => (v - h) ** 2);
    expect(mse(statistics)).toBeCloseTo(noise / 10_000, 12);
    expect(snr(statistics)).toBeCloseTo(10 * Math.log10(sum((v) => v * v) / noise), 3);
    const lengths = Math.sqrt(sum((v) => v * v) * sum((_, h) => h * h));
    expect(cosine(statistics)).toBeCloseTo(sum((v, h) => v * h) / lengths, 6);
  });
});
