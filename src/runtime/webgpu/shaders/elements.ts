import type { ElementType } from "../../../tensor/index.js";
import type { ShaderOperand } from "../shader.js";

/** The WGSL types of elements between loads and stores, and of four of them. */
export const elementTypes = (dtype: ElementType) =>
  dtype === "FLOAT32"
    ? { real: "real", real4: "real4", isInteger: false }
    : { real: "i32", real4: "vec4<i32>", isInteger: true };

/** The elements of a constant that a lowering made for a tensor of the type; null for other operands. */
export function constantElements({ bytes }: ShaderOperand, dtype: ElementType): ArrayLike<number> | null {
  if (!bytes) return null;
  const memory = bytes.slice().buffer;
  if (dtype === "BOOL") return new Uint8Array(memory);
  return dtype === "FLOAT32" ? new Float32Array(memory) : new Int32Array(memory);
}
