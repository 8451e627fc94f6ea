import type { Node, Value } from "../../graph/index.js";
import { FullyConnectedOptions } from "../../tflite/schema/network_options.js";
import { type Change, replacement } from "./change.js";
import { reshapes } from "./fold_reshapes.js";
import type { GraphView } from "./graph_view.js";
import { changed, executes, optionsOf, producerOf } from "./nodes.js";
import { passOf } from "./rule.js";
import { dimensionsOf, openCount, sameNumbers } from "./values.js";

/**
 * Before: RESHAPE to rows -> FULLY_CONNECTED, or FULLY_CONNECTED -> RESHAPE to the dimensions that its input has before the last
 *
 * After:  FULLY_CONNECTED, which makes rows of its input, or keeps its dimensions, by itself
 *
 * When:   the weights are a matrix of known size, and the input's last dimension is as long as its rows; for the second, nothing else
 *         reads the FULLY_CONNECTED and at most one dimension is open
 */
export const foldDenseReshapes = passOf({
  name: "fold_dense_reshapes",
  anchors: ["FULLY_CONNECTED", ...reshapes],
  match(node, view) {
    return executes(node, "FULLY_CONNECTED") ? withoutRows(node, view) : withoutReshape(node, view);
  },
});

/** The dense layer's input by rows: dimensions, and the length of a row; null where it does not make rows, or nothing is known. */
function rowsOf(node: Node): { dimensions: readonly number[]; depth: number; units: number } | null {
  const [dimensions, weights] = [dimensionsOf(node.inputs[0]), dimensionsOf(node.inputs[1])];
  const options = optionsOf(node, FullyConnectedOptions);
  if (!dimensions || !options || weights?.length !== 2 || weights.some((d) => d <= 0)) return null;
  if (options.keepNumDims && dimensions.length !== 2) return null;
  return { dimensions, depth: weights[1]!, units: weights[0]! };
}

function withoutRows(node: Node, view: GraphView): Change | null {
  const rows = rowsOf(node);
  const source = producerOf(view, node.inputs[0], ...reshapes)?.inputs[0];
  if (!rows || !source || dimensionsOf(source)?.at(-1) !== rows.depth) return null;
  const [, length = 0, ...more] = rows.dimensions;
  if (more.length > 0 || (length !== rows.depth && length >= 0)) return null;
  const [, ...others] = node.inputs;
  const dense = changed(node, { inputs: [source, ...others], options: { keepNumDims: false } });
  return replacement("makes rows of its input by itself", node, [dense]);
}

function withoutReshape(node: Node, view: GraphView): Change | null {
  const [input, output] = [node.inputs[0], node.outputs[0]];
  const dense = producerOf(view, input, "FULLY_CONNECTED");
  const rows = dense && rowsOf(dense);
  if (!input || !output || !dense || !rows || !view.hasOneReader(input)) return null;
  const { dimensions, depth, units } = rows;
  const wanted = [...dimensions.slice(0, -1), units];
  if (dimensions.at(-1) !== depth || openCount(wanted) > 1 || !isShape(output, wanted)) return null;
  const keeping = changed(dense, { output, options: { keepNumDims: wanted.length > 2 } });
  return replacement("FULLY_CONNECTED keeps the dimensions by itself", node, [keeping], [dense]);
}

const isShape = (value: Value, dimensions: readonly number[]): boolean =>
  sameNumbers(dimensionsOf(value) ?? [], dimensions);
