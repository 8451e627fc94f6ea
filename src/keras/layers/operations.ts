import { UnsupportedLayer } from "../defects.js";
import { binary, cast, matMul, reduce, unary } from "../emit/arithmetic.js";
import {
  concat,
  expandDims,
  reshape,
  squeeze,
  stridedSlice,
  type Taken,
  transpose,
} from "../emit/arrange.js";
import type { Value } from "../emit/value.js";
import { type Config, isObject, type Json, shown } from "../model/config.js";
import { elementType } from "../model/inputs.js";
import { ACTIVATIONS, gelu, softmax } from "./activations.js";
import { type CallArgument, isValue, type LayerCall, type LayerKind, type LayerKinds } from "./kind.js";

/** An argument of an operation by its names or its position: of the call, or of the operation's own options. */
function given(call: LayerCall, position: number, ...names: readonly string[]): CallArgument | undefined {
  for (const name of names) {
    const value = call.options[name] ?? call.config.json[name];
    if (value !== undefined && value !== null) return value;
  }
  return call.args[position] ?? undefined;
}

function tensor(call: LayerCall, position: number, ...names: readonly string[]): Value {
  const value = given(call, position, ...names);
  if (isValue(value)) return value;
  throw new UnsupportedLayer(`${names[0] ?? "argument"} that is no tensor`);
}

const first = (call: LayerCall) =>
  tensor(call, 0, "x", "a", "tensor", "input", "input_tensor", "features", "logits");

function integers(
  call: LayerCall,
  position: number,
  ...names: readonly string[]
): readonly number[] | undefined {
  const value = given(call, position, ...names);
  if (value === undefined || value === null) return undefined;
  const list = Array.isArray(value) ? value : [value];
  if (list.every((entry) => Number.isSafeInteger(entry))) return list as number[];
  throw new UnsupportedLayer(`${names[0]} ${shown(isValue(value) ? "a tensor" : (value as Json))}`);
}

const unaryOf = (op: string): LayerKind => ({ emit: (call) => unary(call.g, op, first(call)) });

const activation = (name: string): LayerKind => ({
  emit: (call) => (ACTIVATIONS[name] as NonNullable<(typeof ACTIVATIONS)[string]>)(call.g, first(call)),
});

const binaryOf = (op: string): LayerKind => ({
  emit(call) {
    const operand = (position: number, ...names: readonly string[]): Value | number => {
      const value = given(call, position, ...names);
      if (isValue(value) || typeof value === "number") return value;
      throw new UnsupportedLayer(`an operand ${shown(value as Json)}`);
    };
    const [x, y] = [operand(0, "x1", "x", "a"), operand(1, "x2", "y", "b")];
    if (typeof x === "number" && typeof y === "number")
      throw new UnsupportedLayer("operands without a tensor");
    return binary(call.g, op, x, y);
  },
});

const reduceOf = (op: string): LayerKind => ({
  emit(call) {
    const x = first(call);
    const axes = integers(call, 1, "axis") ?? x.shape.map((_, i) => i);
    return reduce(call.g, op, x, axes, given(call, 2, "keepdims", "keep_dims") === true);
  },
});

const reshapeOperation: LayerKind = {
  emit(call) {
    const x = first(call);
    const target = integers(call, 1, "newshape", "shape") ?? [];
    return reshape(call.g, x, target);
  },
};

const transposeOperation: LayerKind = {
  emit(call) {
    const x = first(call);
    return transpose(
      call.g,
      x,
      integers(call, 1, "axes", "perm") ?? x.shape.map((_, i) => x.shape.length - 1 - i),
    );
  },
};

const concatOperation: LayerKind = {
  emit: (call) => concat(call.g, call.inputs, integers(call, 1, "axis")?.[0] ?? 0),
};

const squeezeOperation: LayerKind = {
  emit(call) {
    const x = first(call);
    const axes = integers(call, 1, "axis") ?? x.shape.flatMap((size, i) => (size === 1 ? [i] : []));
    return squeeze(call.g, x, axes);
  },
};

const castOperation: LayerKind = {
  emit(call) {
    const name = given(call, 1, "dtype");
    const dtype = typeof name === "string" ? elementType(name) : undefined;
    if (!dtype) throw new UnsupportedLayer(`dtype ${shown(name as Json)}`);
    return cast(call.g, first(call), dtype);
  },
};

const clip: LayerKind = {
  emit(call) {
    const low = given(call, 1, "x_min", "clip_value_min");
    const high = given(call, 2, "x_max", "clip_value_max");
    if (typeof low !== "number" || typeof high !== "number")
      throw new UnsupportedLayer("bounds that are no numbers");
    return binary(call.g, "Minimum", binary(call.g, "Maximum", first(call), low), high);
  },
};

const matMulOperation: LayerKind = {
  emit(call) {
    if (given(call, 9, "transpose_a") === true) throw new UnsupportedLayer("transpose_a");
    return matMul(
      call.g,
      tensor(call, 0, "x1", "a"),
      tensor(call, 1, "x2", "b"),
      given(call, 9, "transpose_b") === true,
    );
  },
};

/** Subscripts: whole numbers and slices, as Keras 3 (`class_name: slice`) and Keras 2 (`start, stop, step`) write them. */
const getItem: LayerKind = {
  emit(call) {
    const written = given(call, 1, "key", "slice_spec");
    const list = Array.isArray(written) ? (written as readonly Json[]) : [written as Json];
    return stridedSlice(call.g, first(call), list.map(taken));
  },
};

function taken(json: Json): Taken {
  if (typeof json === "number") return { begin: json, shrink: true };
  if (!isObject(json)) throw new UnsupportedLayer(`subscript ${shown(json)}`);
  const { config } = json;
  const bounds = Array.isArray(config)
    ? config
    : isObject(config)
      ? [config.start, config.stop, config.step]
      : [json.start, json.stop, json.step];
  const [begin, end, stride] = bounds.map((bound) => bound ?? undefined);
  for (const bound of [begin, end, stride])
    if (bound !== undefined && !Number.isSafeInteger(bound))
      throw new UnsupportedLayer(`subscript ${shown(json)}`);
  return {
    ...(begin === undefined ? {} : { begin: begin as number }),
    ...(end === undefined ? {} : { end: end as number }),
    ...(stride === undefined ? {} : { stride: stride as number }),
  };
}

const leaky: LayerKind = {
  emit(call) {
    const slope = given(call, 1, "negative_slope", "alpha");
    const x = first(call);
    return call.g.add(
      "LeakyRelu",
      [x],
      {
        T: { kind: "type", value: x.dtype },
        alpha: { kind: "float", value: typeof slope === "number" ? slope : 0.2 },
      },
      x,
    );
  },
};

const expandOperation: LayerKind = {
  emit: (call) => expandDims(call.g, first(call), integers(call, 1, "axis")?.[0] ?? 0),
};
const softmaxOperation = (op: string): LayerKind => ({
  emit: (call) => softmax(call.g, first(call), integers(call, 1, "axis")?.[0] ?? -1, op),
});
const geluOperation: LayerKind = {
  emit: (call) => gelu(call.g, first(call), given(call, 1, "approximate") !== false),
};

/** `keras.ops`: by the names of their classes. */
export const kerasOperations: LayerKinds = {
  Add: binaryOf("AddV2"),
  Subtract: binaryOf("Sub"),
  Multiply: binaryOf("Mul"),
  Divide: binaryOf("RealDiv"),
  TrueDivide: binaryOf("RealDiv"),
  Maximum: binaryOf("Maximum"),
  Minimum: binaryOf("Minimum"),
  Power: binaryOf("Pow"),
  Matmul: matMulOperation,
  Negative: unaryOf("Neg"),
  Absolute: unaryOf("Abs"),
  Abs: unaryOf("Abs"),
  Exp: unaryOf("Exp"),
  Log: unaryOf("Log"),
  Sqrt: unaryOf("Sqrt"),
  Rsqrt: unaryOf("Rsqrt"),
  Square: unaryOf("Square"),
  Sin: unaryOf("Sin"),
  Cos: unaryOf("Cos"),
  Floor: unaryOf("Floor"),
  Erf: unaryOf("Erf"),
  Tanh: unaryOf("Tanh"),
  Sigmoid: unaryOf("Sigmoid"),
  Relu: unaryOf("Relu"),
  Relu6: unaryOf("Relu6"),
  Elu: unaryOf("Elu"),
  Selu: unaryOf("Selu"),
  Softplus: unaryOf("Softplus"),
  Softsign: unaryOf("Softsign"),
  Silu: activation("silu"),
  HardSigmoid: activation("hard_sigmoid"),
  HardSilu: activation("hard_silu"),
  LogSigmoid: activation("log_sigmoid"),
  LeakyRelu: leaky,
  Gelu: geluOperation,
  Softmax: softmaxOperation("Softmax"),
  LogSoftmax: softmaxOperation("LogSoftmax"),
  Mean: reduceOf("Mean"),
  Sum: reduceOf("Sum"),
  Max: reduceOf("Max"),
  Min: reduceOf("Min"),
  Prod: reduceOf("Prod"),
  Reshape: reshapeOperation,
  Transpose: transposeOperation,
  Concatenate: concatOperation,
  ExpandDims: expandOperation,
  Squeeze: squeezeOperation,
  Cast: castOperation,
  Clip: clip,
  GetItem: getItem,
};

/** Functions of TensorFlow that Keras 2 keeps as layers, by their names without `tf.`. */
const tensorFlowFunctions: Readonly<Record<string, LayerKind>> = {
  "__operators__.add": binaryOf("AddV2"),
  "__operators__.getitem": getItem,
  "math.add": binaryOf("AddV2"),
  "math.subtract": binaryOf("Sub"),
  "math.multiply": binaryOf("Mul"),
  "math.divide": binaryOf("RealDiv"),
  "math.truediv": binaryOf("RealDiv"),
  "math.maximum": binaryOf("Maximum"),
  "math.minimum": binaryOf("Minimum"),
  "math.pow": binaryOf("Pow"),
  "math.negative": unaryOf("Neg"),
  "math.abs": unaryOf("Abs"),
  "math.exp": unaryOf("Exp"),
  "math.log": unaryOf("Log"),
  "math.sqrt": unaryOf("Sqrt"),
  "math.rsqrt": unaryOf("Rsqrt"),
  "math.square": unaryOf("Square"),
  "math.tanh": unaryOf("Tanh"),
  "nn.tanh": unaryOf("Tanh"),
  "math.sigmoid": unaryOf("Sigmoid"),
  "nn.sigmoid": unaryOf("Sigmoid"),
  "nn.relu": unaryOf("Relu"),
  "nn.relu6": unaryOf("Relu6"),
  "nn.elu": unaryOf("Elu"),
  "nn.selu": unaryOf("Selu"),
  "nn.softplus": unaryOf("Softplus"),
  "nn.silu": activation("silu"),
  "nn.swish": activation("silu"),
  "nn.leaky_relu": leaky,
  "nn.softmax": softmaxOperation("Softmax"),
  "nn.log_softmax": softmaxOperation("LogSoftmax"),
  "math.reduce_mean": reduceOf("Mean"),
  "math.reduce_sum": reduceOf("Sum"),
  "math.reduce_max": reduceOf("Max"),
  "math.reduce_min": reduceOf("Min"),
  "linalg.matmul": matMulOperation,
  reshape: reshapeOperation,
  transpose: transposeOperation,
  "compat.v1.transpose": transposeOperation,
  concat: concatOperation,
  expand_dims: expandOperation,
  squeeze: squeezeOperation,
  "compat.v1.squeeze": squeezeOperation,
  cast: castOperation,
  clip_by_value: clip,
};

/** The kind of a TFOpLambda. @throws UnsupportedLayer */
export function tensorFlowOperation(config: Config): LayerKind {
  const name = config.string("function", "__operators__.getitem");
  const kind = Object.hasOwn(tensorFlowFunctions, name) ? tensorFlowFunctions[name] : undefined;
  if (!kind) throw new UnsupportedLayer(`tf.${name}`);
  return kind;
}
