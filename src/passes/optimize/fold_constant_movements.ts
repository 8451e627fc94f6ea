import { type Constant, transposedConstant, type Value } from "../../graph/index.js";
import { elementCount, storedByteLength } from "../../tensor/index.js";
import { reshapes } from "./fold_reshapes.js";
import { permutationOf } from "./fold_transposes.js";
import { executes } from "./nodes.js";
import { passOf } from "./rule.js";
import { dimensionsOf } from "./values.js";

/**
 * Before: constant -> RESHAPE, SQUEEZE, EXPAND_DIMS or TRANSPOSE
 *
 * After:  a constant
 *
 * When:   it is dense, its elements have whole bytes, and the result is no output of the graph. A transposed content is computed when it
 *         is read.
 */
export const foldConstantMovements = passOf({
  name: "fold_constant_movements",
  anchors: [...reshapes, "TRANSPOSE"],
  match(node, view) {
    const [input, output] = [node.inputs[0], node.outputs[0]];
    if (!input || !output || view.isPinned(output) || input.type !== output.type) return null;
    const constant = movedContent(input, executes(node, "TRANSPOSE") ? permutationOf(node) : undefined);
    if (!constant || constant.byteLength !== byteLengthOf(output)) return null;
    return {
      text: `${node.operator.builtinCode} of a constant is a constant`,
      update: [{ value: output, constant }],
      removeNodes: [node],
    };
  },
});

/** The content in a new order; the same without one, and null where the order is not known. */
function movedContent(
  { constant, type, attributes }: Value,
  permutation: readonly number[] | null | undefined,
): Constant | null {
  const plain =
    constant?.encoding === "copy" && !attributes.sparsity && !attributes.quantization?.scale?.length;
  if (!constant || !plain || permutation === null) return null;
  const shape = attributes.shape ?? [];
  if (permutation === undefined) return constant;
  const isWhole = storedByteLength(type, 2) === 2 * (storedByteLength(type, 1) ?? 0);
  if (!isWhole || permutation.length !== shape.length) return null;
  if (constant.byteLength !== storedByteLength(type, elementCount(shape))) return null;
  return transposedConstant(constant, shape, permutation, type);
}

function byteLengthOf(value: Value): number | undefined {
  const dimensions = dimensionsOf(value);
  return dimensions ? storedByteLength(value.type, elementCount(dimensions)) : undefined;
}
