import type { Node } from "../../graph/index.js";
import type { ActivationFunctionType, BuiltinOperator } from "../../tflite/index.js";
import { optionsOf, scalarOf, withOptions } from "./graph_view.js";
import { type Rule, rulePass } from "./rule.js";

const activations: Partial<Record<BuiltinOperator, ActivationFunctionType>> = {
  RELU: "RELU",
  RELU6: "RELU6",
  RELU_N1_TO_1: "RELU_N1_TO_1",
};

/** Kinds that apply an activation to what they make. */
const PRODUCERS: readonly BuiltinOperator[] = [
  ...(["CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED", "ADD", "SUB", "MUL", "DIV"] as const),
  ...(["AVERAGE_POOL_2D", "MAX_POOL_2D"] as const),
];

const fuse: Rule = (node, view) => {
  const activation = activationOf(node);
  const reshape = activation && view.soleReshape(node.inputs[0]);
  const producer =
    activation && view.soleProducer(reshape ? reshape.inputs[0] : node.inputs[0], ...PRODUCERS);
  if (!producer || optionsOf(producer).fusedActivationFunction !== "NONE") return null;
  return {
    matched: [node, producer, ...(reshape ? [reshape] : [])],
    text: `${activation} becomes part of ${producer.operator.builtinCode}`,
    change: [
      { node: producer, attributes: withOptions(producer, { fusedActivationFunction: activation }) },
      { node: reshape ?? producer, outputs: node.outputs },
    ],
    removeNodes: [node],
    removeValues: [(reshape ?? producer).outputs[0]!],
  };
};

/** RELU is also a MAXIMUM with 0. */
function activationOf(node: Node): ActivationFunctionType | undefined {
  const { builtinCode } = node.operator;
  if (builtinCode === "MAXIMUM" && scalarOf(node.inputs[1]) === 0) return "RELU";
  return activations[builtinCode];
}

/**
 * Before: a node -> RELU, RELU6 or RELU_N1_TO_1, or with a RESHAPE between
 *
 * After:  the node with a fused activation function
 *
 * When:   the node can have one and has none, and nobody else reads what is between
 */
export const fuseActivation = rulePass("fuse_activation", fuse);
