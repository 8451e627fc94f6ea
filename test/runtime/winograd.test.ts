import type { NativeSession } from "../../src/runtime/native/session.js";
import { backends, describeEachNative } from "../conformance/backends.js";
import { buildCase, inputsOf } from "../conformance/build_case.js";
import { type Case, modelCase, node, type TensorSpec } from "../conformance/case.js";
import { between, constant, f16, f32 } from "../conformance/tensor_specs.js";

const [reference] = backends;

interface Layer {
  readonly name: string;
  /** Batch, height, width, channels. */
  readonly image: readonly [number, number, number, number];
  readonly outputs: number;
  readonly padding?: "SAME" | "VALID";
  readonly isFloat16?: boolean;
  readonly hasBias?: boolean;
  readonly activation?: "NONE" | "RELU" | "RELU6";
  /** Something is added to the result. */
  readonly adds?: boolean;
}

/** Windows of 3 x 3, whose tiles hang over the image or not, in one band or several. */
const layers: readonly Layer[] = [
  { name: "even", image: [1, 12, 10, 32], outputs: 32 },
  { name: "odd", image: [1, 9, 13, 35], outputs: 47 },
  { name: "odd without padding", image: [1, 11, 13, 40], outputs: 33, padding: "VALID" },
  {
    name: "even without padding",
    image: [2, 12, 10, 33],
    outputs: 65,
    padding: "VALID",
    activation: "RELU6",
  },
  { name: "of float16", image: [1, 15, 9, 64], outputs: 70, isFloat16: true, activation: "RELU" },
  { name: "of several images", image: [3, 7, 7, 32], outputs: 34, isFloat16: true },
  { name: "without bias", image: [1, 8, 8, 48], outputs: 32, hasBias: false },
  { name: "with a sum", image: [1, 9, 11, 36], outputs: 35, adds: true },
  {
    name: "with a sum that is clamped",
    image: [1, 10, 8, 32],
    outputs: 64,
    isFloat16: true,
    adds: true,
    activation: "RELU",
  },
  { name: "of many tiles", image: [1, 57, 61, 64], outputs: 64, isFloat16: true, adds: true },
];

const small = between(-0.4, 0.4);

function caseOf(layer: Layer): Case {
  const { image, outputs, padding = "SAME", isFloat16 = false, hasBias = true, adds = false } = layer;
  const [batch, height, width, channels] = image;
  const lost = padding === "VALID" ? 2 : 0;
  const made = f32([batch, height - lost, width - lost, outputs]);
  const weights = [outputs, 3, 3, channels];
  const tensors: Record<string, TensorSpec> = {
    image: f32(image),
    added: made,
    halves: constant(f16(weights, small)),
    restored: f32(weights),
    filter: constant(f32(weights, small)),
    bias: constant(f32([outputs], small)),
    made,
    sum: made,
  };
  const inputs = ["image", isFloat16 ? "restored" : "filter", ...(hasBias ? ["bias"] : [])];
  const activation = { fusedActivationFunction: layer.activation ?? ("NONE" as const) };
  const options = { padding, strideW: 1, strideH: 1, ...(adds ? {} : activation) };
  const operators = [
    ...(isFloat16 ? [node("DEQUANTIZE", ["halves"], ["restored"])] : []),
    node("CONV_2D", inputs, ["made"], "Conv2DOptions", options),
    ...(adds ? [node("ADD", ["made", "added"], ["sum"], "AddOptions", activation)] : []),
  ];
  const subgraph = {
    tensors,
    inputs: adds ? ["image", "added"] : ["image"],
    outputs: [adds ? "sum" : "made"],
    operators,
  };
  return modelCase("CONV_2D", layer.name, [subgraph]);
}

const options = { stepLimit: 100 };

/** Of the first native backend of each target, which the others of the target are held to. */
const results = new Map<string, unknown>();

describeEachNative("convolutions by transformed tiles on the backend $name", (native) => {
  test.each(layers)("$name", (layer) => {
    const testCase = caseOf(layer);
    const [model, inputs] = [buildCase(testCase), inputsOf(testCase, 0)];
    const session = native.open(model) as NativeSession;
    const [found] = session.runSync(0, inputs, options);
    const [wanted] = reference!.open(model).runSync(0, inputs, options);
    expect(session.fallbacks).toEqual([]);
    const [expected, actual] = [wanted!.data as Float32Array, found!.data as Float32Array];
    const largest = expected.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    const error = expected.reduce((most, x, i) => Math.max(most, Math.abs(x - actual[i]!)), 0);
    expect(error / largest).toBeLessThan(4e-6);
    const key = `${native.name.split(",")[0]} ${layer.name}`;
    if (results.has(key)) expect(actual).toEqual(results.get(key));
    results.set(key, actual);
    // For whoever looks at every tensor a sum is made by itself.
    const [alone] = session.runSync(0, inputs, { ...options, onTensor: () => undefined });
    expect(alone!.data).toEqual(actual);
  });
});
