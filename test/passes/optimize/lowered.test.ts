import { importTensorFlow } from "../../../src/importers/tensorflow/import_tensorflow.js";
import { runPasses } from "../../../src/passes/index.js";
import { optimize } from "../../../src/passes/optimize/index.js";
import { recordedCases } from "../../importers/tensorflow/recorded.js";

/**
 * What graphs of TensorFlow become, operator by operator with the fused activation; that they compute the same is tested with all
 * recorded cases. Cases named "kept" look like a pattern, and are none.
 */
const expected: Readonly<Record<string, string>> = {
  conv2d_bias_relu: "CONV_2D+RELU",
  batch_norm: "CONV_2D+RELU6",
  batch_norm_depthwise: "DEPTHWISE_CONV_2D",
  batch_norm_pad: "CONV_2D",
  batch_norm_alone: "MUL ADD",
  dense: "FULLY_CONNECTED+RELU",
  "dense of rows": "FULLY_CONNECTED",
  batch_matmul_weights: "FULLY_CONNECTED",
  "einsum abc,cd->abd": "FULLY_CONNECTED",
  conv2d_atrous: "CONV_2D",
  conv2d_explicit: "PAD CONV_2D",
  "conv1d bias relu": "RESHAPE CONV_2D+RELU RESHAPE",
  hard_swish: "HARD_SWISH",
  gelu: "GELU",
  gelu_approximate: "GELU",
  flatten: "RESHAPE",
  "equal nodes": "ADD LOGISTIC RELU MUL",
  "transposes that undo each other": "RELU",
  "transpose of ones": "RESHAPE",
  "kept read twice": "CONV_2D ADD+RELU",
  "kept sum along height": "CONV_2D ADD",
  "kept broadcast product": "CONV_2D MUL",
  "kept subtracted": "CONV_2D SUB",
  "kept inverse": "CONV_2D DIV",
  "kept padding": "PAD CONV_2D",
  "kept padding of open size": "PAD CONV_2D",
  "kept other swish": "ADD+RELU6 MUL MUL",
  "kept other gelu": "POW MUL ADD MUL TANH ADD MUL MUL",
  "kept transpose": "TRANSPOSE",
  "kept activation": "CONV_2D+RELU6 SUB+RELU",
};

const cases = new Map(recordedCases().map((one) => [one.name, one.model]));

test.each(Object.entries(expected))("%s becomes %s", (name, operators) => {
  const model = importTensorFlow(cases.get(name)!);
  const before = model.graphs[0]!.nodes.length;
  const rewrites = runPasses(model, optimize, undefined);
  const nodes = model.graphs[0]!.nodes.map(({ operator, attributes }) => {
    const options = attributes.builtinOptions?.value as { fusedActivationFunction?: string } | undefined;
    const activation = options?.fusedActivationFunction ?? "NONE";
    return activation === "NONE" ? operator.builtinCode : `${operator.builtinCode}+${activation}`;
  });
  expect(nodes.join(" ")).toBe(operators);
  if (nodes.length < before) expect(rewrites.length).toBeGreaterThan(0);
  const again = runPasses(model, optimize, undefined);
  expect(again).toEqual([]);
});
