import { transposedConstant, type Value } from "../../graph/index.js";
import { BatchMatMulOptions } from "../../tflite/schema/network_options.js";
import { replacement } from "./change.js";
import { isDense } from "./fold_scale.js";
import { permutationOf } from "./fold_transposes.js";
import type { GraphView } from "./graph_view.js";
import { changed, makeNode, optionsOf, producerOf } from "./nodes.js";
import { passOf } from "./rule.js";
import { dimensionsOf, sharedConstant } from "./values.js";

/**
 * Before: BATCH_MATMUL with a constant matrix on the right; or one that reads a TRANSPOSE of the last two dimensions
 *
 * After:  FULLY_CONNECTED without a bias, which keeps the dimensions before the last; or a BATCH_MATMUL that transposes by itself
 *
 * When:   the matrix has two dimensions and is dense FLOAT32, and the left side is not transposed. What is transposed is computed when
 *         it is read.
 */
export const foldBatchMatmul = passOf({
  name: "fold_batch_matmul",
  anchors: ["BATCH_MATMUL"],
  match(node, view) {
    const [left, right] = node.inputs;
    const [output, options] = [node.outputs[0], optionsOf(node, BatchMatMulOptions)];
    if (!left || !right || !output || !options || output.type !== "FLOAT32") return null;
    const { adjX, adjY } = options;
    const rank = dimensionsOf(left)?.length ?? 0;
    const shape = dimensionsOf(right);
    if (isDense(right) && shape?.length === 2 && rank >= 2 && !adjX && left.type === "FLOAT32") {
      const weights = adjY ? right : transposedMatrix(view, right, shape);
      const options = { keepNumDims: rank > 2 };
      const dense = makeNode(view, "FULLY_CONNECTED", [left, weights, null], output, options);
      return replacement("becomes FULLY_CONNECTED", node, [dense]);
    }
    const [before, behind] = [beforeTranspose(view, left), beforeTranspose(view, right)];
    if (!before && !behind) return null;
    const transposing = changed(node, {
      inputs: [before ?? left, behind ?? right],
      options: { adjX: adjX !== (before !== null), adjY: adjY !== (behind !== null) },
    });
    return replacement("takes in a TRANSPOSE", node, [transposing]);
  },
});

const transposedMatrix = (view: GraphView, matrix: Value, shape: readonly number[]): Value =>
  sharedConstant(
    view,
    `${matrix.name}/transposed`,
    "FLOAT32",
    transposedConstant(matrix.constant!, shape, [1, 0], "FLOAT32"),
    [shape[1]!, shape[0]!],
  );

/** What a TRANSPOSE of the last two dimensions reads; null where the value is none. */
function beforeTranspose(view: GraphView, value: Value): Value | null {
  const node = producerOf(view, value, "TRANSPOSE");
  const permutation = node && permutationOf(node);
  if (!node || !permutation || permutation.length < 2) return null;
  const rank = permutation.length;
  const swapped = permutation.every((d, i) => d === (i < rank - 2 ? i : 2 * rank - 3 - i));
  return swapped ? (node.inputs[0] ?? null) : null;
}
