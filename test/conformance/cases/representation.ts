import type { ElementType } from "../../../src/tensor/index.js";
import type { Case, TensorSpec } from "../case.js";
import { casesOf } from "../case.js";
import {
  between,
  bool,
  c64,
  constant,
  dynamic,
  f16,
  f32,
  f64,
  i4,
  i8,
  i16,
  i32,
  i64,
  q,
  str,
  u8,
  u16,
  u32,
} from "../tensor_specs.js";

const castTo = casesOf("CAST", "CastOptions");
const quantize = casesOf("QUANTIZE", "QuantizeOptions");
const dequantize = casesOf("DEQUANTIZE", "DequantizeOptions");
const fakeQuant = casesOf("FAKE_QUANT", "FakeQuantOptions");
const densify = casesOf("DENSIFY", "DensifyOptions");

const cast = (input: TensorSpec, ...types: ElementType[]): Case[] =>
  types.map((type) => castTo([input], [type], { inDataType: input.dtype, outDataType: type }));

/** More than a vector, and what has no place in an integer. */
const FAR = [-Infinity, -3e9, -2147483648, -40000, -129, -1, -0.9, -0, 0.9, 1, 127.9, 128, 255.9, 256, 32768];
const far = f32([21], [...FAR, 2147483520, 2147483648, 3e9, 1e20, Infinity, Number.NaN]);

const casts: Case[] = [
  ...cast(far, "INT32", "INT16", "INT8", "UINT8", "BOOL"),
  ...cast(i32([21], between(-2147483648, 2147483647)), "FLOAT32"),
  ...cast(i16([21]), "FLOAT32"),
  ...cast(bool([21]), "FLOAT32"),
  ...cast(
    f32([6], [-7.9, -0.5, 0, 0.5, 7.9, 100]),
    "FLOAT64",
    "FLOAT16",
    "INT32",
    "INT64",
    "INT16",
    "INT8",
    "BOOL",
  ),
  ...cast(f32([3], [0, 7.9, 200]), "UINT8", "UINT16", "UINT32", "COMPLEX64", "FLOAT32", "BFLOAT16"),
  ...cast(f64([3], [-1.5, 0.1, 3]), "FLOAT32", "INT32", "INT64"),
  ...cast(f16([4], [-1.5, 0.1, 3, 65504]), "FLOAT32", "INT32", "FLOAT64"),
  ...cast(
    i32([4], [-2147483648, -3, 0, 16777217]),
    "FLOAT32",
    "INT64",
    "BOOL",
    "INT8",
    "UINT8",
    "INT16",
    "UINT32",
  ),
  ...cast(i64([4], [-9007199254740993n, -3, 0, 4294967298n]), "FLOAT32", "INT32", "BOOL", "FLOAT64", "INT8"),
  ...cast(bool([2], [0, 1]), "FLOAT32", "INT32", "INT64", "UINT8"),
  ...cast(i8([2, 3]), "FLOAT32", "INT32", "UINT8", "INT16"),
  ...cast(u8([2, 3]), "FLOAT32", "INT32", "INT8", "BOOL"),
  ...cast(i16([2, 3]), "FLOAT32", "INT32", "INT8"),
  ...cast(u16([2], between(0, 65535)), "FLOAT32", "INT16", "INT32"),
  ...cast(u32([2], [4294967295, 7]), "FLOAT32", "INT32", "INT64"),
  ...cast(c64([2], [1.5, 2, 0, -3]), "FLOAT32", "COMPLEX64"),
  ...cast(f32([]), "INT32"),
  ...cast(f32([0, 2]), "INT32"),
  ...cast(f32([1, 2, 1, 2, 1, 2], between(-9, 9)), "INT32"),
  ...cast(dynamic(f32([3, 2], between(-9, 9)), [-1, 2]), "INT32"),
  ...cast(constant(i4([5], [-8, -1, 0, 3, 7])), "FLOAT32"),
  castTo(
    [constant(i4([5]))],
    ["INT32"],
    { inDataType: "INT4", outDataType: "INT32" },
    { wider: "any number" },
  ),
];

const wide = between(-5, 5);
const quantizations: Case[] = [
  quantize([f32([2, 9], wide)], [q("INT8", 0.04, -3)]),
  quantize([f32([2, 9], wide)], [q("UINT8", 0.04, 130)]),
  quantize([f32([2, 9], wide)], [q("INT16", 0.0002)]),
  quantize([f32([2, 3], wide)], [q("INT32", 0.001)]),
  quantize([f32([8], [-0.25, -0.75, 0.25, 0.75, 1.25, 1e30, -1e30, 63.75])], [q("INT8", 0.5, 0)]),
  quantize([f32([2, 3], wide)], [q("INT8", [0.04, 0.05, 0.1], 0, 1)]),
  quantize([f32([2, 3], wide)], [q("INT8", [0.04, 0.1], 0, 0)]),
  quantize([f32([], [1])], [q("INT8", 0.04, 5)]),
  quantize([f32([0, 2])], [q("INT8", 0.04, 5)]),
  quantize([dynamic(f32([3, 2]), [-1, 2])], [q("INT8", 0.04, 5)]),
  quantize([q(i8([2, 9]), 0.05, -3)], [q("INT8", 0.04, 7)]),
  quantize([q(i8([2, 9]), 0.05, -3)], [q("UINT8", 0.05, 125)]),
  quantize([q(i8([2, 9]), 0.05, -3)], [q("UINT8", 0.03, 120)]),
  quantize(
    [q(i8([2, 9]), 0.05, -3)],
    [q("INT16", 0.0003)],
    {},
    { wider: "the formula holds for every type" },
  ),
  quantize([q(u8([2, 9]), 0.05, 130)], [q("INT8", 0.05, 2)]),
  quantize([q(u8([2, 9]), 0.05, 130)], [q("UINT8", 0.07, 100)]),
  quantize([q(i16([2, 9]), 0.0005)], [q("INT8", 0.1, 3)]),
  quantize([q(i16([2, 9]), 0.0005)], [q("INT16", 0.0007)]),
  quantize([q(i16([2, 9]), 0.0005)], [q("INT32", 0.0001)]),
  quantize([q(i32([4], between(-100000, 100000)), 0.001)], [q("INT8", 0.8, 3)]),
  quantize([q(i32([4], between(-100000, 100000)), 0.001)], [q("INT16", 0.004)]),
  quantize([f32([2])], ["INT8"]),
  quantize([f32([2])], [q("INT16", 0.1, 3)]),
  quantize([i64([2])], [q("INT8", 0.1, 3)]),
  dequantize([q(i8([2, 9]), 0.04, -3)], ["FLOAT32"]),
  dequantize([q(u8([2, 9]), 0.04, 130)], ["FLOAT32"]),
  dequantize([q(i16([2, 9]), 0.0002)], ["FLOAT32"]),
  dequantize([q(i16([3]), 0.0002, 5)], ["FLOAT32"], {}, { wider: "the formula holds for every type" }),
  dequantize([q(i32([3], between(-99999, 99999)), 0.0002)], ["FLOAT32"]),
  dequantize([constant(f16([2, 3], wide))], ["FLOAT32"]),
  dequantize([f16([5], [65504, 6e-8, -0, 1e-4, Infinity])], ["FLOAT32"]),
  dequantize([constant(q(i8([2, 3]), [0.04, 0.05, 0.1], 0, 1))], ["FLOAT32"]),
  dequantize([q(i8([2, 3]), [0.04, 0.1], 5, 0)], ["FLOAT32"]),
  dequantize([q(u8([2, 2, 2]), [0.04, 0.1], 7, 2)], ["FLOAT32"]),
  dequantize([constant(q(i4([5]), 0.1))], ["FLOAT32"]),
  dequantize([constant(q(i4([2, 3]), [0.1, 0.2], 0, 0))], ["FLOAT32"]),
  dequantize([q(i8([]), 0.04, -3)], ["FLOAT32"]),
  dequantize([q(i8([0, 2]), 0.04, -3)], ["FLOAT32"]),
  dequantize([dynamic(q(i8([3, 2]), 0.04, -3), [-1, 2])], ["FLOAT32"]),
  dequantize([q(i64([2]), 0.1)], ["FLOAT32"]),
  fakeQuant([f32([2, 9], wide)], ["FLOAT32"], { min: -3, max: 3, numBits: 8 }),
  fakeQuant([f32([2, 9], wide)], ["FLOAT32"], { min: -1, max: 4, numBits: 8, narrowRange: true }),
  fakeQuant([f32([2, 9], wide)], ["FLOAT32"], { min: 0.5, max: 4, numBits: 4 }),
  fakeQuant([f32([2, 9], wide)], ["FLOAT32"], { min: -4, max: -1, numBits: 16 }),
  fakeQuant(
    [f32([3], wide)],
    ["FLOAT32"],
    { min: 0, max: 0, numBits: 8 },
    { stricter: "a range without extent makes NaN of everything" },
  ),
  fakeQuant([f32([0])], ["FLOAT32"], { min: -1, max: 1, numBits: 8 }),
  fakeQuant(
    [i32([3])],
    ["INT32"],
    { min: -1, max: 1, numBits: 8 },
    { stricter: "the bits of integers are no floats" },
  ),
];

const dimension = (denseSize: number) =>
  ({ format: "DENSE", denseSize, arraySegments: null, arrayIndices: null }) as const;
const compressed = (segments: number[], indices: number[]) =>
  ({
    format: "SPARSE_CSR",
    denseSize: 0,
    arraySegments: { type: "Int32Vector", value: { values: segments } },
    arrayIndices: { type: "Int32Vector", value: { values: indices } },
  }) as const;
const rows = {
  traversalOrder: [0, 1],
  blockMap: null,
  dimMetadata: [dimension(3), compressed([0, 2, 2, 3], [0, 3, 1])],
};
const columns = {
  traversalOrder: [1, 0],
  blockMap: null,
  dimMetadata: [dimension(4), compressed([0, 1, 2, 2, 3], [0, 2, 0])],
};
const blocks = {
  traversalOrder: [0, 1, 2, 3],
  blockMap: [0, 1],
  dimMetadata: [dimension(2), compressed([0, 1, 3], [1, 0, 1]), dimension(2), dimension(2)],
};
const sparse = (tensor: TensorSpec, sparsity: NonNullable<TensorSpec["sparsity"]>) =>
  constant({ ...tensor, sparsity });

const densified: Case[] = [
  densify([sparse(f32([3, 4], [1, 2, 3]), rows)], ["FLOAT32"], {}, { note: "by rows" }),
  densify([sparse(f32([3, 4], [1, 2, 3]), columns)], ["FLOAT32"], {}, { note: "by columns" }),
  densify(
    [
      sparse(
        f32(
          [4, 4],
          Array.from({ length: 12 }, (_, i) => i + 1),
        ),
        blocks,
      ),
    ],
    ["FLOAT32"],
    {},
    { note: "by blocks" },
  ),
  densify([sparse(f16([3, 4], [1, 2, 3]), rows)], ["FLOAT16"], {}, { note: "by rows" }),
  densify([sparse(q(i8([3, 4], [1, 2, 3]), 0.1), rows)], [q("INT8", 0.1)], {}, { note: "by rows" }),
  densify([constant(f32([2, 2]))], ["FLOAT32"]),
];

export const representation: readonly Case[] = [
  ...casts,
  ...quantizations,
  ...densified,
  castTo([str([1], ["1"])], ["FLOAT32"], { inDataType: "STRING", outDataType: "FLOAT32" }),
];
