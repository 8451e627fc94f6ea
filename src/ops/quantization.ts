import type { Quantization } from "../tensor/index.js";
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
