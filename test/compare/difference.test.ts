import { Difference } from "../../src/compare/difference.js";
import { CompensatedSum } from "../../src/compare/sum.js";
import type { Tensor } from "../../src/tensor/index.js";

const floats = (values: readonly number[], shape: readonly number[] = [values.length]): Tensor => ({
  dtype: "FLOAT32",
  shape,
  quantization: null,
  data: Float32Array.from(values),
});

function differenceOf(a: Tensor, b: Tensor) {
  const difference = new Difference();
  difference.add(a, b, 0);
  return difference.figures;
}

test("a sum keeps what a plain one loses", () => {
  const sum = new CompensatedSum();
  for (const term of [1, 1e100, 1, -1e100]) sum.add(term);
  expect(sum.value).toBe(2);
  sum.add(Infinity);
  expect(sum.value).toBe(Infinity);
});

test("every figure", () => {
  const figures = differenceOf(floats([0, 2, -4, 4], [2, 2]), floats([0, 1, -4, 7], [2, 2]));
  expect(figures).toMatchObject({
    count: 4,
    maxAbsError: 3,
    worst: { sample: 0, run: 0, index: [1, 1], a: 4, b: 7 },
    meanAbsError: 1,
    mse: 2.5,
    rmse: Math.sqrt(2.5),
    minimum: -4,
    maximum: 4,
    relativeError: 0.75,
    mismatches: 0,
    nan: { a: 0, b: 0 },
    infinity: { a: 0, b: 0 },
  });
  expect(figures.cosine).toBeCloseTo(46 / Math.sqrt(36 * 66), 12);
  expect(figures.snr).toBeCloseTo(10 * Math.log10(36 / 10), 12);
  expect(figures.psnr).toBeCloseTo(20 * Math.log10(8 / Math.sqrt(2.5)), 12);
  expect(figures.relativeRmse).toBeCloseTo(Math.sqrt(10 / 36), 12);
});

test("equal tensors, NaN and infinities included", () => {
  const values = [1, Number.NaN, Infinity, -Infinity, 0];
  expect(differenceOf(floats(values), floats([...values.slice(0, 4), -0]))).toMatchObject({
    maxAbsError: 0,
    worst: null,
    cosine: 1,
    snr: Infinity,
    mismatches: 0,
    nan: { a: 1, b: 1 },
    infinity: { a: 2, b: 2 },
  });
});

test("what is finite on one side alone is a mismatch, and the others are still measured", () => {
  const figures = differenceOf(floats([1, 2, 3, Infinity, 5]), floats([2, Number.NaN, 3, -Infinity, 5]));
  expect(figures).toMatchObject({
    maxAbsError: Infinity,
    meanAbsError: 1 / 3,
    mismatches: 2,
    nan: { a: 0, b: 1 },
    infinity: { a: 1, b: 1 },
    worst: { index: [1], a: 2, b: Number.NaN },
  });
});

test("samples and iterations are told apart", () => {
  const difference = new Difference();
  difference.add(floats([1]), floats([1.5]), 0);
  difference.add(floats([1]), floats([3]), 4, 2);
  difference.add(floats([1]), floats([2]), 5);
  expect(difference.figures).toMatchObject({ count: 3, worst: { sample: 4, run: 2, index: [0], b: 3 } });
});

test("many blocks are summed as one", () => {
  const a = Float32Array.from({ length: 10_001 }, (_, i) => Math.sin(i));
  const b = a.map((value, i) => value + (i % 7) / 1000);
  const tensor = (data: Float32Array): Tensor => ({ ...floats([]), shape: [data.length], data });
  const exact = a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length;
  expect(differenceOf(tensor(a), tensor(b)).meanAbsError).toBeCloseTo(exact, 12);
});

test("quantized tensors are dequantized, for each channel by itself", () => {
  const int8: Tensor = {
    dtype: "INT8",
    shape: [2, 2],
    quantization: { scale: [0.5, 2], zeroPoint: [1, -1], quantizedDimension: 1 },
    data: Int8Array.from([1, -1, 3, 0]),
  };
  expect(differenceOf(floats([0, 0, 1, 2], [2, 2]), int8).maxAbsError).toBe(0);
});

test("float16, bfloat16, 64-bit integers, truth values and complex numbers", () => {
  const tensor = (dtype: Tensor["dtype"], data: Tensor["data"], shape = [2]): Tensor => ({
    dtype,
    shape,
    quantization: null,
    data,
  });
  const halves = tensor("FLOAT16", Uint16Array.from([0x3c00, 0xc000]));
  expect(differenceOf(floats([1, -2]), halves).maxAbsError).toBe(0);
  const brain = tensor("BFLOAT16", Uint16Array.from([0x3f80, 0xc000]));
  expect(differenceOf(floats([1, -2]), brain).maxAbsError).toBe(0);
  const long = (...values: bigint[]) => tensor("INT64", BigInt64Array.from(values));
  expect(differenceOf(long(1n, 5n), long(1n, 7n))).toMatchObject({ maxAbsError: 2, worst: { index: [1] } });
  const bool = (...values: number[]) => tensor("BOOL", Uint8Array.from(values));
  expect(differenceOf(bool(0, 1), bool(1, 1))).toMatchObject({ maxAbsError: 1, worst: { index: [0] } });
  const complex = (...values: number[]) => tensor("COMPLEX64", Float32Array.from(values));
  expect(differenceOf(complex(1, 2, 3, 4), complex(1, 2, 3, 9))).toMatchObject({
    maxAbsError: 5,
    worst: { index: [1] },
  });
});

test("strings are equal or not", () => {
  const strings = (...values: string[]): Tensor => ({
    dtype: "STRING",
    shape: [values.length],
    quantization: null,
    data: values.map((value) => new TextEncoder().encode(value)),
  });
  expect(differenceOf(strings("a", "b"), strings("a", "b")).mismatches).toBe(0);
  expect(differenceOf(strings("a", "b"), strings("a", "c"))).toMatchObject({
    mismatches: 1,
    maxAbsError: Infinity,
    worst: { index: [1] },
  });
});

test("no elements", () => {
  expect(differenceOf(floats([]), floats([]))).toMatchObject({
    count: 0,
    maxAbsError: 0,
    mse: 0,
    psnr: null,
  });
});
