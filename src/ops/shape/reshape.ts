import { elementCount } from "../../tensor/index.js";
import { ReshapeOptions } from "../../tflite/schema/general_options.js";
import { inputOf, mismatch, shapeText, valuesOf } from "../check.js";
import type { Node } from "../kernel.js";
import { reshapingKernel } from "../move.js";
import { movedType } from "../movement.js";
import { operator } from "../operator.js";

/** The same elements in another shape: that of the second input if it is a vector, else that of the options. */
export const reshape = operator("RESHAPE", ["1.5.0"], {
  kernel: reshapingKernel(ReshapeOptions, (node) => {
    const input = inputOf(node, 0);
    const wanted = requestedShape(node, node.options.newShape);
    const shape = resolveShape(input.shape, wanted);
    if (!shape)
      throw mismatch(node, input.name, `a shape that ${shapeText(wanted)} fits`, shapeText(input.shape));
    return [movedType(node, input, shape)];
  }),
});

function requestedShape(node: Node<unknown>, newShape: readonly number[] | null): readonly number[] {
  const input = node.inputs[1];
  if (input && input.dtype === "INT32" && input.shape.length === 1) return valuesOf(node, 1);
  // Old converters wrote [0] for a scalar.
  return newShape?.length === 1 && newShape[0] === 0 ? [] : (newShape ?? []);
}

/** The shape with its -1 replaced; null if the elements of the other shape do not fill it. */
function resolveShape(from: readonly number[], wanted: readonly number[]): readonly number[] | null {
  const count = elementCount(from);
  const open = wanted.indexOf(-1);
  if (open < 0) return elementCount(wanted) === count ? wanted : null;
  const others = wanted.filter((_, d) => d !== open);
  // Zeros on both sides cancel out, as they do in TensorFlow Lite.
  const full = others.includes(0) ? product(from) / product(others) : count / elementCount(others);
  const shape = wanted.map((size, d) => (d === open ? Math.floor(full) : size));
  return elementCount(shape) === count ? shape : null;
}

const product = (shape: readonly number[]) => elementCount(shape.filter((size) => size !== 0));
