import type { Quantization, TensorType } from "../../tensor/index.js";

export function isSameType(a: TensorType, b: TensorType): boolean {
  if (a.dtype !== b.dtype || a.shape.length !== b.shape.length) return false;
  for (let d = 0; d < a.shape.length; d++) if (a.shape[d] !== b.shape[d]) return false;
  return a.quantization === b.quantization || isSameQuantization(a.quantization, b.quantization);
}

export function isSameQuantization(a: Quantization | null, b: Quantization | null): boolean {
  if (!a || !b) return a === b;
  return (
    a.quantizedDimension === b.quantizedDimension &&
    String(a.scale) === String(b.scale) &&
    String(a.zeroPoint) === String(b.zeroPoint)
  );
}
