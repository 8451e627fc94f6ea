import { reduce } from "../emit/arithmetic.js";
import { expandDims, squeeze } from "../emit/arrange.js";
import { attribute, type GraphBuilder } from "../emit/graph_builder.js";
import type { Value } from "../emit/value.js";
import type { Config } from "../model/config.js";
import { inputOf, type LayerKind, type LayerKinds } from "./kind.js";
import { outputSize, paddingOf, requireChannelsLast, type Window } from "./window.js";

function windowOf(config: Config, rank: number): Window {
  requireChannelsLast(config);
  const size = config.sizes("pool_size", rank, 2);
  const strides = config.has("strides") ? config.sizes("strides", rank) : size;
  return { size, strides, dilations: new Array<number>(rank).fill(1), padding: paddingOf(config) };
}

function poolNode(g: GraphBuilder, op: string, x: Value, window: Window): Value {
  const spatial = x.shape.slice(1, -1).map((size, i) => outputSize(size, window, i));
  const attributes = {
    T: attribute.type(x.dtype),
    ksize: attribute.ints([1, ...window.size, 1]),
    strides: attribute.ints([1, ...window.strides, 1]),
    padding: attribute.string(window.padding),
    data_format: attribute.string(op.endsWith("3D") ? "NDHWC" : "NHWC"),
    ...(op === "MaxPool" ? { explicit_paddings: attribute.ints([]) } : {}),
  };
  const shape = [x.shape[0] as number, ...spatial, x.shape.at(-1) as number];
  return g.add(op, [x], attributes, { dtype: x.dtype, shape });
}

const pooling = (op: "MaxPool" | "AvgPool", rank: number): LayerKind => ({
  emit(call) {
    const { g } = call;
    const x = inputOf(call);
    const window = windowOf(call.config, rank);
    if (rank !== 1) return poolNode(g, rank === 3 ? `${op}3D` : op, x, window);
    // A series is an image of one column.
    const column: Window = {
      ...window,
      size: [...window.size, 1],
      strides: [...window.strides, 1],
      dilations: [1, 1],
    };
    return squeeze(g, poolNode(g, op, expandDims(g, x, 2), column), [2]);
  },
});

const global = (op: "Max" | "Mean", rank: number): LayerKind => ({
  emit(call) {
    requireChannelsLast(call.config);
    const axes = Array.from({ length: rank }, (_, i) => i + 1);
    return reduce(call.g, op, inputOf(call), axes, call.config.boolean("keepdims", false));
  },
});

export const poolingLayers: LayerKinds = {
  MaxPooling1D: pooling("MaxPool", 1),
  MaxPooling2D: pooling("MaxPool", 2),
  MaxPooling3D: pooling("MaxPool", 3),
  AveragePooling1D: pooling("AvgPool", 1),
  AveragePooling2D: pooling("AvgPool", 2),
  AveragePooling3D: pooling("AvgPool", 3),
  GlobalMaxPooling1D: global("Max", 1),
  GlobalMaxPooling2D: global("Max", 2),
  GlobalMaxPooling3D: global("Max", 3),
  GlobalAveragePooling1D: global("Mean", 1),
  GlobalAveragePooling2D: global("Mean", 2),
  GlobalAveragePooling3D: global("Mean", 3),
};
