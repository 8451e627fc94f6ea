import { type ElementType, storedByteLength, type TensorData } from "../../tensor/index.js";
import { BitcastOptions } from "../../tflite/schema/general_options.js";
import { inputOf, mismatch, outputOf, shapeText, unsupported } from "../check.js";
import { type Node, staticKernel } from "../kernel.js";
import { operator } from "../operator.js";

/**
 * The bytes of a tensor as elements of another type of one byte or more. The last dimension holds the parts of an element: it
 * appears when elements become smaller, and has to fit and disappears when they become larger.
 */
export const bitcast = operator("BITCAST", ["2.13.0"], {
  kernel: staticKernel(BitcastOptions, {
    infer(node) {
      const { dtype, quantization } = outputOf(node);
      const input = inputOf(node, 0);
      const [from, to] = [bytesOf(node, input.dtype), bytesOf(node, dtype)];
      return [{ dtype, quantization, shape: castShape(node, input.shape, from, to) }];
    },
    reference(node, [output]) {
      bytesIn(output!.data).set(bytesIn(inputOf(node, 0).data));
    },
    native: () => "alias",
  }),
});

function castShape(
  node: Node<unknown>,
  shape: readonly number[],
  from: number,
  to: number,
): readonly number[] {
  if (from > to) return [...shape, from / to];
  if (from === to) return shape;
  if (shape.at(-1) !== to / from)
    throw mismatch(node, "input", `a last dimension of ${to / from}`, shapeText(shape));
  return shape.slice(0, -1);
}

function bytesOf(node: Node<unknown>, type: ElementType): number {
  // Elements of less than a byte share one: eight of them take eight bytes only if they are whole.
  const eight = storedByteLength(type, 8);
  if (!eight || eight < 8) throw unsupported(node, `the bytes of ${type}`);
  return eight / 8;
}

function bytesIn(data: TensorData): Uint8Array {
  const { buffer, byteOffset, byteLength } = data as Uint8Array;
  return new Uint8Array(buffer, byteOffset, byteLength);
}
