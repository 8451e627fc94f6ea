import { elementCount, type TensorType } from "../tensor/index.js";
import { inputOf } from "./check.js";
import type { NativeNode } from "./kernel.js";
import { elementBytes, indexBytes } from "./lower_indices.js";
import type { NativeOperand, NativeStep } from "./lowering.js";

/** How elements are read (native/program/steps/gather.cpp). */
const readings = { asItIs: 0, float16: 1, int8AsFloat32: 2, int8AsFloat16: 3 } as const;

/** Slices of a source along an axis, at the positions that another input gives. */
export interface Gathering {
  readonly source: number;
  readonly positions: number;
  readonly axis: number;
  readonly batchDims: number;
}

/**
 * The native step that gathers slices; those of a constant that is stored as FLOAT16 are restored as they are read, those of a
 * quantized table where the output is not.
 *
 * @returns null for elements that have no place in an arena
 */
export function lowerGather(
  node: NativeNode<unknown>,
  [output]: readonly TensorType[],
  { source, positions, axis, batchDims }: Gathering,
): NativeStep[] | null {
  const { dtype, shape, quantization } = inputOf(node, source);
  const width = elementBytes(dtype);
  if (!width) return null;
  const count = (of: readonly number[], from: number, to?: number) => elementCount(of.slice(from, to));
  const block = count(shape, axis + 1);
  if (elementCount(output!.shape) === 0) return [];
  let operand: NativeOperand = { input: source };
  let [reading, bytes, scales]: [number, number, NativeOperand] = [readings.asItIs, block * width, null];
  if (node.storedType(source) === "FLOAT16") {
    operand = { input: source, float16: true };
    [reading, bytes] = dtype === "FLOAT16" ? [readings.asItIs, 2 * block] : [readings.float16, block];
  } else if (dtype !== output!.dtype) {
    const isWide = output!.dtype === "FLOAT32";
    [reading, bytes] = [isWide ? readings.int8AsFloat32 : readings.int8AsFloat16, block];
    scales = { constant: new Uint8Array(Float32Array.from(quantization!.scale).buffer) };
  }
  const sizes = [count(shape, 0, batchDims), count(shape, batchDims, axis), shape[axis]!];
  const perBatch = count(inputOf(node, positions).shape, batchDims);
  return [
    {
      step: "gather",
      operands: [{ input: positions }, operand, scales, { output: 0 }],
      parameters: [indexBytes(node, positions), reading, ...sizes, perBatch, bytes],
    },
  ];
}
