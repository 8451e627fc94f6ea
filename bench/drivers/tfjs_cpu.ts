import type { Tensor, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import type { Convolution, Depthwise, Layer, LayerActions, Network } from "../architectures/network.js";
import { permuted } from "../architectures/permute.js";
import type { LoadedModel, NodeDriver } from "./inference.js";

type Tf = typeof import("@tensorflow/tfjs-core");
type Run = (inputs: readonly Tensor[]) => Tensor;

/**
 * TensorFlow.js in plain JavaScript, layer by layer as its graph models execute. It takes over a second for a run, so that it
 * has only the layers of the smaller networks.
 */
export const tfjsCpuDriver = (): NodeDriver => ({
  name: "tfjs plain JavaScript",
  package: "@tensorflow/tfjs-backend-cpu",
  group: "JavaScript",
  absent: null,
  async start() {
    const { describedNetwork } = await import("../architectures/files.js");
    const tf = await import("@tensorflow/tfjs-core");
    await import("@tensorflow/tfjs-backend-cpu");
    await tf.setBackend("cpu");
    return async (file) => loaded(tf, describedNetwork(file));
  },
});

function loaded(tf: Tf, { input, output, layers }: Network): LoadedModel {
  const actions = actionsOf(tf);
  const steps = layers.map((layer) => {
    const make = actions[layer.kind] as ((layer: Layer) => Run) | undefined;
    if (!make) throw new Error(`the driver has no ${layer.kind}`);
    return { layer, run: make(layer) };
  });
  const run = (data: Float32Array) => {
    const values = new Map([[input.name, tf.tensor(data, [...input.shape])]]);
    for (const { layer, run } of steps)
      values.set(layer.output.name, run(layer.inputs.map(({ name }) => values.get(name)!)));
    return values.get(output.name)!;
  };
  return {
    inputs: [{ dtype: "float32", shape: input.shape }],
    run: async ([data]) => {
      const result = tf.tidy(() => run(data as Float32Array));
      const elements = result.dataSync<"float32">() as Float32Array<ArrayBuffer>;
      result.dispose();
      return [elements];
    },
    remark: "it has no file: its weights are made while it loads",
  };
}

/** The layers that it has, ready to run. */
const actionsOf = (tf: Tf): Partial<LayerActions<[], Run>> => ({
  convolution: (layer) => {
    const { kernel, weights, bias, fused } = layer;
    const depth = layer.inputs[0]!.shape.at(-1)!;
    const ordered = permuted(weights, [bias.length, kernel, kernel, depth], [1, 2, 3, 0]);
    const filter = tf.tensor4d(ordered, [kernel, kernel, depth, bias.length]);
    const common = { filter, bias: tf.tensor1d(bias), ...windowOf(layer), ...activation(fused) };
    return ([x]) => tf.fused.conv2d({ x: x as Tensor4D, ...common });
  },
  depthwise: (layer) => {
    const { kernel, weights, bias, fused } = layer;
    const filter = tf.tensor4d(weights, [kernel, kernel, bias.length, 1]);
    const common = { filter, bias: tf.tensor1d(bias), ...windowOf(layer), ...activation(fused) };
    return ([x]) => tf.fused.depthwiseConv2d({ x: x as Tensor4D, ...common });
  },
  dense: ({ weights, bias, fused }) => {
    const b = tf.tensor2d(weights, [bias.length, weights.length / bias.length]);
    const common = { b, transposeB: true, bias: tf.tensor1d(bias), ...activation(fused) };
    return ([x]) => tf.fused.matMul({ a: x as Tensor2D, ...common });
  },
  add: ({ fused }) => {
    const activate = (sum: Tensor) =>
      fused === "relu" ? tf.relu(sum) : fused === "relu6" ? tf.relu6(sum) : sum;
    return ([a, b]) => activate(tf.add(a!, b!));
  },
  spatialMean:
    ({ output }) =>
    ([x]) =>
      tf.mean(x!, [1, 2], output.image),
  softmax:
    () =>
    ([x]) =>
      tf.softmax(x!),
});

const windowOf = ({ stride }: Convolution | Depthwise) => ({ strides: stride, pad: "same" as const });

const activation = (fused: Convolution["fused"]) => (fused ? { activation: fused } : {});
