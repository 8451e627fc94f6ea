import { binary, cast, reduce, unary } from "../emit/arithmetic.js";
import { dimensions, reshape } from "../emit/arrange.js";
import { attribute, type GraphBuilder } from "../emit/graph_builder.js";
import { fromFront, type Value } from "../emit/value.js";
import type { Config } from "../model/config.js";
import {
  inputOf,
  type LayerCall,
  type LayerKind,
  type LayerKinds,
  type Shape,
  type WeightSpec,
} from "./kind.js";

/** The axis or axes of an option, from the front. */
function axesOf(config: Config, rank: number, fallback = -1): number[] {
  const value = config.json.axis ?? fallback;
  const list = typeof value === "number" ? [value] : config.integers("axis");
  return list.map((axis) => fromFront(axis, rank));
}

/** A vector as a tensor that meets the axis of `x` that it belongs to. */
function along(g: GraphBuilder, vector: Value, axes: readonly number[], rank: number, x: Value): Value {
  if (axes.length === 1 && axes[0] === rank - 1) return vector;
  return reshape(
    g,
    vector,
    x.shape.map((size, i) => (axes.includes(i) ? size : 1)),
  );
}

/** (x - mean) / sqrt(variance + epsilon) * gamma + beta. */
function normalized(
  g: GraphBuilder,
  x: Value,
  mean: Value,
  variance: Value,
  epsilon: number,
  gamma: Value | undefined,
  beta: Value | undefined,
): Value {
  let scale = unary(g, "Rsqrt", binary(g, "AddV2", variance, epsilon));
  if (gamma) scale = binary(g, "Mul", scale, gamma);
  const shifted = binary(g, "Mul", x, scale);
  const back = binary(g, "Mul", mean, scale);
  return beta ? binary(g, "AddV2", shifted, binary(g, "Sub", beta, back)) : binary(g, "Sub", shifted, back);
}

/** Mean and variance over axes, which are kept as 1. */
function moments(g: GraphBuilder, x: Value, axes: readonly number[]): [mean: Value, variance: Value] {
  const mean = reduce(g, "Mean", x, axes, true);
  const difference = g.add("SquaredDifference", [x, mean], { T: attribute.type(x.dtype) }, x);
  return [mean, reduce(g, "Mean", difference, axes, true)];
}

const scaled = (config: Config, shape: Shape): WeightSpec[] => [
  ...(config.boolean("scale", true) ? [{ name: "gamma", shape }] : []),
  ...(config.boolean("center", true) ? [{ name: "beta", shape }] : []),
];

const batchNormalization: LayerKind = {
  weights(config, [input = []]) {
    const shape = axesOf(config, input.length).map((axis) => input[axis] as number);
    return [
      ...scaled(config, shape),
      { name: "moving_mean", shape, trainable: false },
      { name: "moving_variance", shape, trainable: false },
    ];
  },
  emit(call) {
    const { g, config } = call;
    const x = inputOf(call);
    const rank = x.shape.length;
    const axes = axesOf(config, rank);
    const size = x.shape[axes[0] as number] as number;
    const epsilon = config.number("epsilon", 1e-3);
    const gamma = config.boolean("scale", true) ? call.weight("gamma") : undefined;
    const beta = config.boolean("center", true) ? call.weight("beta") : undefined;
    const [mean, variance] = [call.weight("moving_mean"), call.weight("moving_variance")];
    if (rank === 4 && axes[0] === 3) {
      const scale = gamma ?? g.constant(new Array(size).fill(1), "FLOAT32", [size]);
      const offset = beta ?? g.constant(new Array(size).fill(0), "FLOAT32", [size]);
      return fused(g, [x, scale, offset, mean, variance], epsilon);
    }
    const meet = (vector: Value) => along(g, vector, axes, rank, x);
    return normalized(g, x, meet(mean), meet(variance), epsilon, gamma && meet(gamma), beta && meet(beta));
  },
};

function fused(g: GraphBuilder, inputs: readonly Value[], epsilon: number): Value {
  const [x, scale] = inputs as [Value, Value];
  const attributes = {
    T: attribute.type("FLOAT32"),
    U: attribute.type("FLOAT32"),
    epsilon: attribute.float(epsilon),
    exponential_avg_factor: attribute.float(1),
    data_format: attribute.string("NHWC"),
    is_training: attribute.bool(false),
  };
  const statistics = { dtype: scale.dtype, shape: scale.shape };
  const types = [x, statistics, statistics, statistics, statistics, { dtype: scale.dtype, shape: [0] }];
  return g.outputs("FusedBatchNormV3", inputs, attributes, types)[0] as Value;
}

const layerNormalization: LayerKind = {
  weights(config, [input = []]) {
    const shape = axesOf(config, input.length).map((axis) => input[axis] as number);
    return scaled(config, shape).filter(
      ({ name }) => name === "gamma" || !config.boolean("rms_scaling", false),
    );
  },
  emit(call) {
    const { g, config } = call;
    config.refuse("rms_scaling", false);
    const x = inputOf(call);
    const rank = x.shape.length;
    const axes = axesOf(config, rank);
    const meet = (vector: Value) => along(g, vector, axes, rank, x);
    const [mean, variance] = moments(g, x, axes);
    const gamma = config.boolean("scale", true) ? meet(call.weight("gamma")) : undefined;
    const beta = config.boolean("center", true) ? meet(call.weight("beta")) : undefined;
    return normalized(g, x, mean, variance, config.number("epsilon", 1e-3), gamma, beta);
  },
};

const groupNormalization: LayerKind = {
  weights: (config, [input = []]) =>
    scaled(config, [input[fromFront(config.integer("axis", -1), input.length)] ?? -1]),
  emit(call) {
    const { g, config } = call;
    const x = inputOf(call);
    const rank = x.shape.length;
    if (fromFront(config.integer("axis", -1), rank) !== rank - 1) config.refuse("axis", -1);
    const channels = x.shape.at(-1) as number;
    const groups = config.integer("groups", 32) === -1 ? channels : config.integer("groups", 32);
    const dims = dimensions(x);
    const grouped = reshape(g, x, [...dims.slice(0, -1), groups, channels / groups]);
    const axes = [...x.shape.slice(1, -1).map((_, i) => i + 1), rank];
    const [mean, variance] = moments(g, grouped, axes);
    const inGroups = (name: string) => reshape(g, call.weight(name), [groups, channels / groups]);
    const gamma = config.boolean("scale", true) ? inGroups("gamma") : undefined;
    const beta = config.boolean("center", true) ? inGroups("beta") : undefined;
    return reshape(
      g,
      normalized(g, grouped, mean, variance, config.number("epsilon", 1e-3), gamma, beta),
      dims,
    );
  },
};

const unitNormalization: LayerKind = {
  emit(call) {
    const { g } = call;
    const x = inputOf(call);
    const squares = reduce(g, "Sum", unary(g, "Square", x), axesOf(call.config, x.shape.length), true);
    return binary(g, "Mul", x, unary(g, "Rsqrt", binary(g, "Maximum", squares, 1e-12)));
  },
};

const rescaling: LayerKind = {
  emit(call) {
    const { g, config } = call;
    const x = cast(g, inputOf(call), "FLOAT32");
    const term = (key: string, fallback: number) => {
      const value = config.json[key] ?? fallback;
      if (typeof value === "number") return value;
      const list = value as readonly number[];
      if (!Array.isArray(list) || !list.every((v) => typeof v === "number"))
        throw config.wrong(key, "numbers", value);
      return g.constant(list, "FLOAT32", [list.length]);
    };
    return binary(g, "AddV2", binary(g, "Mul", x, term("scale", 1)), term("offset", 0));
  },
};

/** The features of which Normalization keeps a mean and a variance. */
function featureShape(config: Config, input: Shape): { shape: Shape; kept: Shape } {
  const axes = config.json.axis === null ? [] : axesOf(config, input.length);
  const shape = input.map((size, i) => (axes.includes(i) ? size : 1));
  return { shape, kept: axes.map((axis) => input[axis] as number) };
}

const normalization: LayerKind = {
  weights(config, [input = []]) {
    if (config.has("mean")) return [];
    const { kept } = featureShape(config, input);
    return [
      { name: "mean", shape: kept, trainable: false },
      { name: "variance", shape: kept, trainable: false },
      { name: "count", shape: [], trainable: false },
    ];
  },
  emit(call) {
    const { g, config } = call;
    const x = cast(g, inputOf(call), "FLOAT32");
    const { shape } = featureShape(config, x.shape);
    const [mean, variance] = ["mean", "variance"].map((key) => statistic(call, key, shape)) as [Value, Value];
    const deviation = binary(g, "Maximum", unary(g, "Sqrt", variance), 1e-7);
    if (config.boolean("invert", false)) return binary(g, "AddV2", mean, binary(g, "Mul", x, deviation));
    return binary(g, "RealDiv", binary(g, "Sub", x, mean), deviation);
  },
};

function statistic(call: LayerCall, key: string, shape: Shape): Value {
  const { g, config } = call;
  if (!config.has("mean")) return reshape(g, call.weight(key), shape);
  const numbers = [config.json[key] as never].flat(8) as unknown[];
  if (!numbers.every((v): v is number => typeof v === "number"))
    throw config.wrong(key, "numbers", config.json[key]);
  const size = shape.reduce((a, b) => a * b, 1);
  return numbers.length === size
    ? g.constant(numbers, "FLOAT32", shape)
    : g.constant(numbers, "FLOAT32", [numbers.length]);
}

export const normalizationLayers: LayerKinds = {
  BatchNormalization: batchNormalization,
  LayerNormalization: layerNormalization,
  GroupNormalization: groupNormalization,
  UnitNormalization: unitNormalization,
  Rescaling: rescaling,
  Normalization: normalization,
};
