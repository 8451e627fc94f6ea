import type { ActivationFunctionType, BuiltinOperator } from "../../tflite/index.js";
import { replacement } from "./change.js";
import { activationOf, changed, producerOf } from "./nodes.js";
import { passOf } from "./rule.js";

/** The activations that may stand behind a function of an operator, by the operators that compute them alone. */
export const activations: { readonly [N in BuiltinOperator]?: ActivationFunctionType } = {
  RELU: "RELU",
  RELU6: "RELU6",
  RELU_N1_TO_1: "RELU_N1_TO_1",
};

/** The operators that TensorFlow's converter gives an activation. */
const producers: readonly BuiltinOperator[] = [
  "ADD",
  "AVERAGE_POOL_2D",
  "CONV_2D",
  "DEPTHWISE_CONV_2D",
  "DIV",
  "FULLY_CONNECTED",
  "MAX_POOL_2D",
  "MUL",
  "SUB",
  "TRANSPOSE_CONV",
];

/**
 * Before: one of the producers -> RELU, RELU6 or RELU_N1_TO_1
 *
 * After:  the producer with that activation
 *
 * When:   it has none yet, it computes FLOAT32, and nothing else reads it
 */
export const fuseActivation = passOf({
  name: "fuse_activation",
  anchors: Object.keys(activations) as BuiltinOperator[],
  match(node, view) {
    const [input, output] = [node.inputs[0], node.outputs[0]];
    const producer = producerOf(view, input, ...producers);
    if (!input || !output || !producer || input.type !== "FLOAT32" || !view.hasOneReader(input)) return null;
    if (activationOf(producer) !== "NONE") return null;
    const fused = changed(producer, {
      output,
      options: { fusedActivationFunction: activations[node.operator.builtinCode]! },
    });
    return replacement(
      `becomes the activation of ${producer.operator.builtinCode}`,
      node,
      [fused],
      [producer],
    );
  },
});
