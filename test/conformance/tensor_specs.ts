import type { ElementType } from "../../src/tensor/index.js";
import type { Element, TensorSpec } from "./case.js";

/** Elements of a tensor of a case: given ones, or the least and the largest generated one. */
type Content = readonly Element[] | { readonly range: readonly [number, number] };

const tensorOf =
  (dtype: ElementType) =>
  (shape: readonly number[], content?: Content): TensorSpec => {
    if (!content) return { dtype, shape };
    return "range" in content ? { dtype, shape, range: content.range } : { dtype, shape, values: content };
  };

export const f32 = tensorOf("FLOAT32");
export const f16 = tensorOf("FLOAT16");
export const f64 = tensorOf("FLOAT64");
export const i4 = tensorOf("INT4");
export const i8 = tensorOf("INT8");
export const u8 = tensorOf("UINT8");
export const i16 = tensorOf("INT16");
export const u16 = tensorOf("UINT16");
export const i32 = tensorOf("INT32");
export const u32 = tensorOf("UINT32");
export const i64 = tensorOf("INT64");
export const u64 = tensorOf("UINT64");
export const bool = tensorOf("BOOL");
export const c64 = tensorOf("COMPLEX64");
export const str = (shape: readonly number[], values: readonly string[]): TensorSpec => ({
  dtype: "STRING",
  shape,
  values,
});

/** Generated numbers between these two. */
export const between = (least: number, most: number): { readonly range: readonly [number, number] } => ({
  range: [least, most],
});

/** It stands in the model. */
export const constant = (tensor: TensorSpec): TensorSpec => ({ ...tensor, constant: true });

/** A state that starts as zeros. */
export const variable = (tensor: TensorSpec): TensorSpec => ({ ...tensor, variable: true });

/** The model declares the signature, -1 for open dimensions; the caller gives the tensor. */
export const dynamic = (tensor: TensorSpec, signature: readonly number[]): TensorSpec => ({
  ...tensor,
  signature,
});

/** Quantized: with one scale, or one for each index of a dimension. */
export function q(
  tensor: TensorSpec | ElementType,
  scale: number | readonly number[],
  zeroPoint = 0,
  quantizedDimension = 0,
): TensorSpec {
  const scales = (typeof scale === "number" ? [scale] : scale).map(Math.fround);
  const spec = typeof tensor === "string" ? { dtype: tensor, shape: [] } : tensor;
  return {
    ...spec,
    quantization: { scale: scales, zeroPoint: scales.map(() => zeroPoint), quantizedDimension },
  };
}
