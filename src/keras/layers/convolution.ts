import { UnsupportedLayer } from "../defects.js";
import { biasAdd } from "../emit/arithmetic.js";
import { expandDims, pad, squeeze } from "../emit/arrange.js";
import { attribute, type GraphBuilder } from "../emit/graph_builder.js";
import type { Value } from "../emit/value.js";
import type { Config } from "../model/config.js";
import { activate } from "./activations.js";
import { biasSpec } from "./dense.js";
import { inputOf, type LayerCall, type LayerKind, type LayerKinds } from "./kind.js";
import { outputSize, paddingOf, requireChannelsLast, type Window } from "./window.js";

function windowOf(config: Config, rank: number): Window {
  requireChannelsLast(config);
  return {
    size: config.sizes("kernel_size", rank),
    strides: config.sizes("strides", rank, 1),
    dilations: config.sizes("dilation_rate", rank, 1),
    padding: paddingOf(config),
  };
}

type Kernel = "Conv2D" | "Conv3D" | "DepthwiseConv2dNative";

/** The operation itself; series are images of one line. */
function convolve(g: GraphBuilder, op: Kernel, x: Value, kernel: Value, window: Window): Value {
  const channels =
    op === "DepthwiseConv2dNative"
      ? (kernel.shape.at(-1) as number) * (kernel.shape.at(-2) as number)
      : (kernel.shape.at(-1) as number);
  const spatial = x.shape.slice(1, -1).map((size, i) => outputSize(size, window, i));
  const attributes = {
    T: attribute.type(x.dtype),
    strides: attribute.ints([1, ...window.strides, 1]),
    dilations: attribute.ints([1, ...window.dilations, 1]),
    padding: attribute.string(window.padding),
    data_format: attribute.string(op === "Conv3D" ? "NDHWC" : "NHWC"),
    ...(op === "Conv3D" ? {} : { explicit_paddings: attribute.ints([]) }),
  };
  return g.add(op, [x, kernel], attributes, {
    dtype: x.dtype,
    shape: [x.shape[0] as number, ...spatial, channels],
  });
}

/** A convolution of `rank` dimensions by an operation that has two: series get a line. */
function convolveRank(g: GraphBuilder, op: Kernel, input: Value, kernel: Value, window: Window): Value {
  let x = input;
  if (window.padding === "CAUSAL") {
    const reach = ((window.size[0] as number) - 1) * (window.dilations[0] as number);
    x = pad(g, x, [
      [0, 0],
      [reach, 0],
      [0, 0],
    ]);
    return convolveRank(g, op, x, kernel, { ...window, padding: "VALID" });
  }
  if (window.size.length !== 1) return convolve(g, op, x, kernel, evenStrides(op, window));
  const line: Window = {
    size: [1, ...window.size],
    // A depthwise convolution has equal strides only.
    strides: [op === "DepthwiseConv2dNative" ? (window.strides[0] as number) : 1, ...window.strides],
    dilations: [1, ...window.dilations],
    padding: window.padding,
  };
  return squeeze(g, convolve(g, op, expandDims(g, x, 1), expandDims(g, kernel, 0), line), [1]);
}

function evenStrides(op: Kernel, window: Window): Window {
  if (op === "DepthwiseConv2dNative" && window.strides[0] !== window.strides[1])
    throw new UnsupportedLayer(`strides ${window.strides.join(", ")}`);
  return window;
}

function finish(call: LayerCall, y: Value): Value {
  const { g, config } = call;
  if (!config.boolean("use_bias", true)) return activate(g, y, config);
  const bias = call.weight("bias");
  // BiasAdd of TensorFlow Lite's converter has at most four dimensions.
  const biased =
    y.shape.length <= 4 ? biasAdd(g, y, bias) : g.add("AddV2", [y, bias], { T: attribute.type(y.dtype) }, y);
  return activate(g, biased, config);
}

const convolution = (rank: number): LayerKind => ({
  weights(config, [input = []]) {
    const filters = config.integer("filters");
    const channels = (input.at(-1) ?? -1) / config.integer("groups", 1);
    const shape = [...config.sizes("kernel_size", rank), channels, filters];
    return [{ name: "kernel", shape }, ...biasSpec(config, filters)];
  },
  emit(call) {
    const window = windowOf(call.config, rank);
    const op = rank === 3 ? "Conv3D" : "Conv2D";
    return finish(call, convolveRank(call.g, op, inputOf(call), call.weight("kernel"), window));
  },
});

const depthwise = (rank: number): LayerKind => ({
  weights(config, [input = []]) {
    const channels = input.at(-1) ?? -1;
    const multiplier = config.integer("depth_multiplier", 1);
    const name = config.json.depthwise_initializer !== undefined ? "depthwise_kernel" : "kernel";
    const shape = [...config.sizes("kernel_size", rank), channels, multiplier];
    return [{ name, shape }, ...biasSpec(config, channels * multiplier)];
  },
  emit(call) {
    const window = windowOf(call.config, rank);
    const name = call.config.json.depthwise_initializer !== undefined ? "depthwise_kernel" : "kernel";
    return finish(
      call,
      convolveRank(call.g, "DepthwiseConv2dNative", inputOf(call), call.weight(name), window),
    );
  },
});

const separable = (rank: number): LayerKind => ({
  weights(config, [input = []]) {
    const channels = input.at(-1) ?? -1;
    const filters = config.integer("filters");
    const multiplier = config.integer("depth_multiplier", 1);
    const ones = new Array<number>(rank).fill(1);
    return [
      { name: "depthwise_kernel", shape: [...config.sizes("kernel_size", rank), channels, multiplier] },
      { name: "pointwise_kernel", shape: [...ones, channels * multiplier, filters] },
      ...biasSpec(config, filters),
    ];
  },
  emit(call) {
    const window = windowOf(call.config, rank);
    const ones = new Array<number>(rank).fill(1);
    const x = convolveRank(
      call.g,
      "DepthwiseConv2dNative",
      inputOf(call),
      call.weight("depthwise_kernel"),
      window,
    );
    const point: Window = { size: ones, strides: ones, dilations: ones, padding: "VALID" };
    return finish(call, convolveRank(call.g, "Conv2D", x, call.weight("pointwise_kernel"), point));
  },
});

export const convolutionLayers: LayerKinds = {
  Conv1D: convolution(1),
  Conv2D: convolution(2),
  Conv3D: convolution(3),
  DepthwiseConv1D: depthwise(1),
  DepthwiseConv2D: depthwise(2),
  SeparableConv1D: separable(1),
  SeparableConv2D: separable(2),
};
