import { transposedConstant } from "../../graph/index.js";
import { dimensionsOf, optionsOf, withOptions } from "./graph_view.js";
import { type Rule, rulePass } from "./rule.js";

const convert: Rule = (node, _view, make) => {
  if (node.operator.builtinCode !== "BATCH_MATMUL") return null;
  const [x, y] = node.inputs;
  const shape = y?.attributes.shape;
  const { adjX, adjY } = optionsOf(node);
  const rank = x && dimensionsOf(x)?.length;
  if (!y?.constant || y.type !== "FLOAT32" || shape?.length !== 2 || adjX || !rank || rank < 2) return null;
  const [inputs, outputs] = shape as [number, number];
  const weights = adjY
    ? y
    : make.constant(
        y.name,
        "FLOAT32",
        [outputs, inputs],
        transposedConstant(y.constant, shape, [1, 0], "FLOAT32"),
      );
  return {
    matched: [node],
    text: "a product with a constant matrix becomes FULLY_CONNECTED",
    addValues: adjY ? [] : [weights],
    change: [
      { node, inputs: [x, weights, null], ...make.kind("FULLY_CONNECTED", { keepNumDims: rank > 2 }) },
    ],
  };
};

/** RESHAPE to rows -> FULLY_CONNECTED -> RESHAPE to the dimensions in front: FULLY_CONNECTED can keep them. */
const keepDimensions: Rule = (node, view) => {
  if (node.operator.builtinCode !== "RESHAPE") return null;
  const dense = view.soleProducer(node.inputs[0], "FULLY_CONNECTED");
  const rows = dense && view.producer(dense.inputs[0], "RESHAPE");
  const x = rows?.inputs[0];
  const [before, after] = [x && dimensionsOf(x), dimensionsOf(node.outputs[0]!)];
  const [inputs, outputs] = [
    dense && dimensionsOf(dense.inputs[0]!),
    dense && dimensionsOf(dense.outputs[0]!),
  ];
  if (!dense || !x || !before || !after || inputs?.length !== 2 || outputs?.length !== 2 || before.length < 3)
    return null;
  const sameFront =
    `${before.slice(0, -1)}` === `${after.slice(0, -1)}` && before.filter((size) => size === -1).length <= 1;
  if (!sameFront || before.at(-1) !== inputs[1] || after.at(-1) !== outputs[1]) return null;
  return {
    matched: [node, dense, rows],
    text: "FULLY_CONNECTED keeps the dimensions that RESHAPE took away and gave back",
    change: [
      {
        node: dense,
        inputs: [x, ...dense.inputs.slice(1)],
        outputs: node.outputs,
        attributes: withOptions(dense, { keepNumDims: true }),
      },
    ],
    removeNodes: [node],
    removeValues: [dense.outputs[0]!],
  };
};

/**
 * Before: BATCH_MATMUL with a constant matrix; RESHAPE -> FULLY_CONNECTED -> RESHAPE
 *
 * After:  FULLY_CONNECTED, which keeps the dimensions in front of the last
 */
export const convertMatmul = rulePass("convert_matmul", convert, keepDimensions);
