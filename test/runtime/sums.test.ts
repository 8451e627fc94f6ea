import { describeEachNative } from "../conformance/backends.js";
import { type Case, modelCase, node, type TensorSpec } from "../conformance/case.js";
import { between, constant, f32 } from "../conformance/tensor_specs.js";
import { expectTaken } from "./expect_taken.js";

type Activation = "NONE" | "RELU" | "RELU6";

interface Block {
  readonly name: string;
  /** Whether the convolution does the sum on its way. */
  readonly taken: boolean;
  readonly size?: readonly [number, number];
  readonly kernel?: number;
  readonly convolutionActivation?: Activation;
  readonly activation?: Activation;
  /** The shape of what is added. */
  readonly added?: readonly number[];
  readonly addedIsConstant?: boolean;
  readonly order?: readonly string[];
  readonly outputs?: readonly string[];
}

const small = between(-0.4, 0.4);
const activation = (name: Activation) => ({ fusedActivationFunction: name });

/** A convolution of 8 channels to 35, and a sum of it with something. */
function block(spec: Block): Case {
  const { size = [9, 7], kernel = 3, order = ["made", "added"], outputs = ["sum"] } = spec;
  const shape = [1, ...size, 35];
  const added = f32(spec.added ?? shape);
  const tensors: Record<string, TensorSpec> = {
    image: f32([1, ...size, 8]),
    added: spec.addedIsConstant ? constant(added) : added,
    filter: constant(f32([35, kernel, kernel, 8], small)),
    bias: constant(f32([35], small)),
    made: { dtype: "FLOAT32", shape },
    sum: { dtype: "FLOAT32", shape },
  };
  const options = {
    padding: "SAME" as const,
    strideW: 1,
    strideH: 1,
    dilationHFactor: 1,
    dilationWFactor: 1,
  };
  const operators = [
    node("CONV_2D", ["image", "filter", "bias"], ["made"], "Conv2DOptions", {
      ...options,
      ...activation(spec.convolutionActivation ?? "NONE"),
    }),
    node("ADD", [...order], ["sum"], "AddOptions", activation(spec.activation ?? "NONE")),
  ];
  const inputs = spec.addedIsConstant ? ["image"] : ["image", "added"];
  return modelCase("CONV_2D", spec.name, [{ tensors, inputs, outputs: [...outputs], operators }]);
}

const blocks: readonly Block[] = [
  { name: "is taken in", taken: true },
  { name: "of a window of one pixel", taken: true, kernel: 1 },
  { name: "the other way round", taken: true, order: ["added", "made"] },
  { name: "with an activation", taken: true, activation: "RELU6" },
  { name: "of a large image", taken: true, size: [120, 110] },
  { name: "behind an activation", taken: false, convolutionActivation: "RELU" },
  { name: "of numbers for the channels", taken: false, added: [35] },
  { name: "of a constant", taken: false, addedIsConstant: true },
  { name: "of a result that is an output itself", taken: false, outputs: ["sum", "made"] },
  { name: "of a result with itself", taken: false, order: ["made", "made"] },
];

describeEachNative("a sum with the result of a convolution, on $name", (native) => {
  test.each(blocks)("$name", (spec) => {
    expectTaken(native, block(spec), spec.taken ? ["convolution"] : ["convolution", "binary"]);
  });
});
