import { elementCount, type Quantization } from "../../tensor/index.js";
import type { Node } from "../kernel.js";
import { areInt32 } from "../lower_stored.js";
import { perTensor } from "../quantization.js";

/** Scales and zero points as native/program/channel_scales.h reads them; null where native steps cannot. @throws SHAPE_MISMATCH as `eachChannel` does */
export function scaleParameters(
  node: Node<unknown>,
  tensor: { name: string; shape: readonly number[]; quantization: Quantization | null },
): number[] | null {
  const { shape, quantization } = tensor;
  const count = elementCount(shape);
  if (!quantization || quantization.scale.length < 2) {
    const { scale, zeroPoint } = perTensor(node, tensor);
    return areInt32(zeroPoint) ? [1, count, 1, scale, zeroPoint] : null;
  }
  const { scale, zeroPoint, quantizedDimension } = quantization;
  if (shape[quantizedDimension] !== scale.length || !areInt32(...zeroPoint)) return null;
  const length = elementCount(shape.slice(quantizedDimension + 1));
  const channels = scale.flatMap((each, i) => [each, zeroPoint[i]!]);
  return [length === 0 ? 0 : count / length, length, scale.length, ...channels];
}
