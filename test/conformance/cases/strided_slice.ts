import type { Case, Extras, OptionsOf, TensorSpec } from "../case.js";
import { casesOf } from "../case.js";
import { bool, constant, dynamic, f32, i8, i16, i32, i64, q, str, u8, u32 } from "../tensor_specs.js";

const operator = casesOf("STRIDED_SLICE", "StridedSliceOptions");

const ints = (values: readonly number[]) => constant(i32([values.length], values));

/** A slice from `begin` to `end` by `strides`, all constants. */
const cut = (
  input: TensorSpec,
  begin: readonly number[],
  end: readonly number[],
  strides: readonly number[],
  options: Partial<OptionsOf<"StridedSliceOptions">> = {},
  extras: Extras = {},
): Case =>
  operator(
    [input, ints(begin), ints(end), ints(strides)],
    [{ dtype: input.dtype, shape: [], ...(input.quantization ? { quantization: input.quantization } : {}) }],
    options,
    extras,
  );

/** Entries for more dimensions than there are, or two ellipses. */
const UNCLEAR = { stricter: "it is not clear which dimension an entry is for" };

export const stridedSlice: readonly Case[] = [
  cut(f32([5]), [1], [4], [1]),
  cut(f32([5]), [-4], [-1], [2]),
  cut(f32([5]), [4], [0], [-1]),
  cut(f32([5]), [-1], [-6], [-2]),
  cut(f32([5]), [-100], [100], [3]),
  cut(f32([5]), [3], [1], [1]),
  cut(f32([3, 4]), [0, 1], [3, 4], [2, 1]),
  cut(f32([3, 4]), [1, 3], [2, -5], [1, -1]),
  cut(f32([2, 3, 2]), [0, 0, 0], [1, 3, 2], [1, 2, 1]),
  cut(f32([1, 3, 3, 2]), [0, 1, 0, 0], [1, 3, 3, 1], [1, 1, 2, 1]),
  cut(f32([2, 1, 2, 1, 3]), [0, 0, 1, 0, 0], [2, 1, 2, 1, 3], [1, 1, 1, 1, 2]),
  cut(f32([5]), [2], [0], [1], { endMask: 1 }),
  cut(f32([5]), [3], [4], [1], { beginMask: 1 }),
  cut(f32([5]), [3], [1], [-1], { beginMask: 1, endMask: 1 }),
  cut(f32([3, 4]), [1, 0], [2, 4], [1, 1], { shrinkAxisMask: 1 }),
  cut(f32([3, 4]), [-1, 1], [0, 2], [1, 1], { shrinkAxisMask: 3 }),
  cut(f32([3]), [2], [3], [1], { shrinkAxisMask: 1 }),
  cut(f32([3, 4]), [0, 0, 1], [0, 3, 3], [1, 1, 1], { newAxisMask: 1 }),
  cut(f32([3, 4]), [0, 0, 1], [3, 0, 3], [1, 1, 1], { newAxisMask: 2 }),
  cut(f32([2, 3, 4]), [0, 1], [0, 3], [1, 1], { ellipsisMask: 1 }),
  cut(f32([2, 3, 4]), [1, 0, 1], [2, 0, 3], [1, 1, 1], { ellipsisMask: 2 }),
  cut(f32([2, 3, 4]), [1, 0, 0], [2, 0, 0], [1, 1, 1], { ellipsisMask: 2, newAxisMask: 4 }),
  cut(f32([2, 3, 4]), [1, 0, 2], [2, 0, 3], [1, 1, 1], { ellipsisMask: 2, shrinkAxisMask: 5 }),
  cut(f32([3, 4]), [1], [3], [1]),
  cut(f32([5]), [1], [2], [1], { offset: true }),
  cut(f32([3, 4]), [1, 2], [2, 2], [1, 1], { offset: true }),
  cut(f32([0, 2]), [0, 0], [0, 1], [1, 1]),
  cut(dynamic(f32([4, 2]), [-1, 2]), [1, 0], [0, 2], [1, 1], { endMask: 1 }),
  operator([f32([5]), i32([1], [1]), i32([1], [4]), i32([1], [2])], ["FLOAT32"]),
  operator([f32([3, 4]), i32([2], [1, 0]), i32([2], [2, 4]), ints([1, 1])], ["FLOAT32"], {
    shrinkAxisMask: 1,
  }),
  operator(
    [f32([5]), constant(i64([1], [1])), constant(i64([1], [4])), constant(i64([1], [2]))],
    ["FLOAT32"],
    {},
    { wider: "positions of either integer type" },
  ),
  cut(q(i8([5]), 0.1, 3), [1], [4], [1]),
  cut(u8([5]), [1], [4], [1]),
  cut(i16([5]), [1], [4], [1]),
  cut(i32([5]), [1], [4], [1]),
  cut(i64([5]), [1], [4], [1]),
  cut(bool([5]), [1], [4], [1]),
  cut(u32([5]), [1], [4], [1]),
  cut(str([3], ["a", "bc", ""]), [1], [3], [1]),
  cut(f32([5]), [1], [4], [0]),
  cut(f32([5]), [5], [6], [1], { shrinkAxisMask: 1 }),
  cut(f32([5]), [1], [2], [-1], { shrinkAxisMask: 1 }),
  cut(f32([5]), [1, 1], [2, 2], [1, 1], {}, UNCLEAR),
  cut(f32([2, 3, 4]), [0, 0], [0, 0], [1, 1], { ellipsisMask: 3 }, UNCLEAR),
  operator([f32([5]), ints([1]), ints([2, 3]), ints([1])], ["FLOAT32"]),
];
