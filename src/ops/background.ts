import {
  arrayTypeOf,
  type ElementType,
  elementCount,
  entriesPerElement,
  stridesOf,
  type Tensor,
  type TensorType,
} from "../tensor/index.js";
import { inputOf } from "./check.js";
import type { RunningNode } from "./kernel.js";
import { lowerCopy } from "./lower_copy.js";
import type { NativeOperand, NativeStep } from "./lowering.js";
import { copyOf, type StridedCopy } from "./strided_copy.js";
import { offsetOf } from "./strides.js";

/** What an output holds where nothing is copied to: zeros, what stands for 0 in its quantization, or the element of an input. */
export type Background = "zeros" | "zero points" | { readonly input: number };

/** Fills an output, which is made of zeros. */
export function fillBackground(
  node: RunningNode<unknown>,
  { dtype, data, quantization }: Tensor,
  background: Background,
): void {
  if (background === "zeros") return;
  if (background === "zero points") {
    if (isQuantized(dtype)) (data as Int8Array).fill(quantization?.zeroPoint[0] ?? 0);
    return;
  }
  const value = inputOf(node, background.input).data;
  const entries = entriesPerElement(dtype);
  for (let i = 0; i < data.length; i++) data[i] = value[i % entries]!;
}

/**
 * The native steps that fill an output whose elements have a place in an arena, at least where nothing is copied to.
 *
 * @param copy the only one to this output; null for none, or several
 */
export function lowerBackground(
  { dtype, shape, quantization, output }: TensorType & { readonly output: number },
  background: Background,
  copy: StridedCopy | null,
): NativeStep[] {
  if (elementCount(shape) === 0) return [];
  const zero = new (arrayTypeOf(dtype)!)(entriesPerElement(dtype)) as Int8Array;
  if (background === "zero points" && isQuantized(dtype)) zero.fill(quantization?.zeroPoint[0] ?? 0);
  const source: NativeOperand =
    typeof background === "object" ? background : { constant: new Uint8Array(zero.buffer) };
  const around = copy && aroundBox(shape, copy);
  if (!around) return [{ step: "fill", operands: [source, { output }], parameters: [] }];
  return around.map((region) => lowerCopy(dtype, { source, output, copy: region }));
}

/** Copies of one element to everything around a copy. @returns null unless that fills a box of a tensor of the shape */
function aroundBox(shape: readonly number[], copy: StridedCopy): StridedCopy[] | null {
  const sinkStrides = stridesOf(shape);
  if (copy.shape.includes(0) || String(copy.sinkStrides) !== String(sinkStrides)) return null;
  let rest = copy.sinkOffset;
  const begin = sinkStrides.map((stride) => {
    const at = Math.floor(rest / stride);
    rest -= at * stride;
    return at;
  });
  const sourceStrides = shape.map(() => 0);
  return shape.flatMap((whole, d) => {
    const end = begin[d]! + copy.shape[d]!;
    // Of the dimensions before only what lies beside the box, of those behind everything.
    const slab = (from: number, size: number): StridedCopy =>
      copyOf(
        shape.map((all, e) => (e < d ? copy.shape[e]! : e === d ? size : all)),
        {
          sourceStrides,
          sinkStrides,
          sinkOffset: offsetOf(
            shape.map((_, e) => (e < d ? begin[e]! : e === d ? from : 0)),
            sinkStrides,
          ),
        },
      );
    return [slab(0, begin[d]!), slab(end, whole - end)].filter((region) => !region.shape.includes(0));
  });
}

const isQuantized = (dtype: ElementType) => dtype === "INT8" || dtype === "UINT8" || dtype === "INT16";
