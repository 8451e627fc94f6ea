import { elementCount, type Quantization } from "../tensor/index.js";
import { mismatch } from "./check.js";
import type { Node } from "./kernel.js";

/** real = scale * (stored - zeroPoint) for every element. */
export interface PerTensorQuantization {
  readonly scale: number;
  readonly zeroPoint: number;
}

/** The quantization of a tensor as a whole. @throws SHAPE_MISMATCH where there is none, or one per channel */
export function perTensor(
  node: Node<unknown>,
  { name, quantization }: { name: string; quantization: Quantization | null },
): PerTensorQuantization {
  const scales = quantization?.scale.length ?? 0;
  const scale = quantization?.scale[0] ?? 0;
  if (scales !== 1 || !(scale > 0 && scale < Infinity))
    throw mismatch(
      node,
      name,
      "one positive scale",
      scales === 1 ? `the scale ${scale}` : `${scales || "no"} scales`,
    );
  return { scale, zeroPoint: quantization!.zeroPoint[0]! };
}

/** Neighbouring elements that share a scale: from `start` to before `end`. */
export interface RunningChannel extends PerTensorQuantization {
  readonly start: number;
  readonly end: number;
}

/**
 * Visits the elements of a tensor in runs of one channel, or all at once when it has a single scale.
 *
 * @throws SHAPE_MISMATCH unless there are as many scales as indices of the quantized dimension
 */
export function eachChannel(
  node: Node<unknown>,
  tensor: { name: string; shape: readonly number[]; quantization: Quantization | null },
  visit: (run: RunningChannel) => void,
): void {
  const { name, shape, quantization } = tensor;
  const count = elementCount(shape);
  if (!quantization || quantization.scale.length < 2) {
    visit({ ...perTensor(node, tensor), start: 0, end: count });
    return;
  }
  const { scale, zeroPoint, quantizedDimension } = quantization;
  const size = shape[quantizedDimension];
  if (size !== scale.length)
    throw mismatch(
      node,
      name,
      `${size ?? "no"} scales in dimension ${quantizedDimension}`,
      `${scale.length}`,
    );
  const length = elementCount(shape.slice(quantizedDimension + 1));
  for (let start = 0, channel = 0; start < count; start += length, channel = (channel + 1) % size)
    visit({ scale: scale[channel]!, zeroPoint: zeroPoint[channel]!, start, end: start + length });
}

/** Equal scale and zero point; a tensor without any has the scale 0. */
export const sameQuantization = (a: Quantization | null, b: Quantization | null): boolean =>
  (a?.scale[0] ?? 0) === (b?.scale[0] ?? 0) && (a?.zeroPoint[0] ?? 0) === (b?.zeroPoint[0] ?? 0);
