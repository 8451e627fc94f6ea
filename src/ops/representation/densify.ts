import { stridesOf } from "../../tensor/index.js";
import type { SparsityParameters } from "../../tflite/index.js";
import { DensifyOptions } from "../../tflite/schema/general_options.js";
import { countStoredElements, indicesOf } from "../../tflite/sparsity.js";
import { inputOf, mismatch, requireType } from "../check.js";
import { type Node, staticKernel } from "../kernel.js";
import { operator } from "../operator.js";

/** The dense form of a sparse constant: FLOAT32, FLOAT16 or INT8. */
// Its constant stays sparse; the dense output becomes float16 and the DEQUANTIZE follows.
export const densify = operator("DENSIFY", ["2.2.0"], {
  float16: "sparse",
  kernel: staticKernel(DensifyOptions, {
    infer(node) {
      const input = inputOf(node, 0);
      requireType(node, input, "FLOAT32", "FLOAT16", "INT8");
      const { dtype, quantization, shape } = input;
      return [{ dtype, quantization, shape }];
    },
    reference(node, [output]) {
      const { data, shape, name, sparsity } = inputOf(node, 0);
      if (!sparsity) throw mismatch(node, name, "a sparse constant", "a dense tensor");
      requireStored(node, name, countStoredElements(sparsity, shape), data.length);
      scatter(data as Float32Array, sparsity, shape, output!.data as Float32Array);
    },
  }),
});

function requireStored(node: Node<unknown>, name: string, expected: number | string, received: number): void {
  if (expected !== received) throw mismatch(node, name, `${expected} stored elements`, `${received}`);
}

/** Writes the elements of a sparse tensor, that is consistent, to their places among zeros. */
function scatter(
  stored: Float32Array,
  { traversalOrder, blockMap, dimMetadata }: SparsityParameters,
  shape: readonly number[],
  sink: Float32Array,
): void {
  const order = traversalOrder ?? [];
  const steps = traversedStrides(shape, blockMap ?? [], (dimMetadata ?? []).slice(shape.length));
  const levels = (dimMetadata ?? []).map(({ format, denseSize, arraySegments, arrayIndices }, level) => ({
    step: steps[order[level]!]!,
    size: denseSize,
    segments: format === "DENSE" ? null : indicesOf(arraySegments),
    indices: format === "DENSE" ? null : indicesOf(arrayIndices),
  }));
  const last = levels.length - 1;
  const walk = (level: number, parent: number, position: number): void => {
    const { step, size, segments, indices } = levels[level]!;
    const begin = segments ? segments[parent]! : parent * size;
    const end = segments ? segments[parent + 1]! : begin + size;
    if (level < last)
      for (let i = begin; i < end; i++)
        walk(level + 1, i, position + (indices ? indices[i]! : i - begin) * step);
    else if (indices) for (let i = begin; i < end; i++) sink[position + indices[i]! * step] = stored[i]!;
    else for (let i = begin; i < end; i++) sink[position + (i - begin) * step] = stored[i]!;
  };
  if (last >= 0) walk(0, 0, 0);
  else sink[0] = stored[0]!;
}

/** Elements between neighbours along each dimension, in units of blocks, followed by those along each dimension of a block. */
function traversedStrides(
  shape: readonly number[],
  blockMap: readonly number[],
  blocks: readonly { readonly denseSize: number }[],
): number[] {
  const strides = stridesOf(shape);
  const inBlocks = blockMap.map((dimension) => strides[dimension]!);
  blockMap.forEach((dimension, i) => {
    strides[dimension]! *= blocks[i]!.denseSize;
  });
  return [...strides, ...inBlocks];
}
