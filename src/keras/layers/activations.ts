import { UnsupportedLayer } from "../defects.js";
import { binary, cast, compare, select, unary } from "../emit/arithmetic.js";
import { transpose } from "../emit/arrange.js";
import { attribute, type GraphBuilder } from "../emit/graph_builder.js";
import { fromFront, type Value } from "../emit/value.js";
import { type Config, isObject, type Json, shown } from "../model/config.js";
import { KERAS2_HARD_SIGMOID } from "../model/keras2.js";
import { inputOf, type LayerKinds } from "./kind.js";

type Activation = (g: GraphBuilder, x: Value) => Value;

const one =
  (op: string): Activation =>
  (g, x) =>
    unary(g, op, x);
const swish: Activation = (g, x) => binary(g, "Mul", x, unary(g, "Sigmoid", x));
const hardSwish: Activation = (g, x) => binary(g, "Mul", x, hardSigmoid(g, x));

/** Keras 3: relu6(x + 3) / 6. */
const hardSigmoid: Activation = (g, x) =>
  binary(g, "Mul", unary(g, "Relu6", binary(g, "AddV2", x, 3)), 1 / 6);

export function leakyRelu(g: GraphBuilder, x: Value, alpha: number): Value {
  return g.add("LeakyRelu", [x], { T: attribute.type(x.dtype), alpha: attribute.float(alpha) }, x);
}

/** Gaussian error linear unit, exact by Erf or approximated by Tanh (Hendrycks and Gimpel, 2016). */
export function gelu(g: GraphBuilder, x: Value, approximate: boolean): Value {
  if (!approximate) {
    const erf = unary(g, "Erf", binary(g, "Mul", x, Math.SQRT1_2));
    return binary(g, "Mul", binary(g, "Mul", x, 0.5), binary(g, "AddV2", erf, 1));
  }
  const cube = binary(g, "Mul", binary(g, "Mul", x, x), x);
  const inner = binary(
    g,
    "Mul",
    binary(g, "AddV2", x, binary(g, "Mul", cube, 0.044715)),
    Math.sqrt(2 / Math.PI),
  );
  return binary(g, "Mul", binary(g, "Mul", x, 0.5), binary(g, "AddV2", unary(g, "Tanh", inner), 1));
}

/** A softmax over one axis, which TensorFlow has for the last one. */
export function softmax(g: GraphBuilder, x: Value, axis = -1, op = "Softmax"): Value {
  const rank = x.shape.length;
  const at = fromFront(axis, rank);
  if (at === rank - 1) return unary(g, op, x);
  const order = x.shape.map((_, i) => (i === at ? rank - 1 : i === rank - 1 ? at : i));
  return transpose(g, unary(g, op, transpose(g, x, order)), order);
}

/** Without bound below 0 but for `slope`, above `threshold`, at most `max`. */
export function reluOf(
  g: GraphBuilder,
  x: Value,
  slope: number,
  max: number | undefined,
  threshold: number,
): Value {
  if (threshold === 0 && slope === 0 && max === 6) return unary(g, "Relu6", x);
  const limit = (y: Value) => (max === undefined ? y : binary(g, "Minimum", y, max));
  if (threshold === 0) return limit(slope === 0 ? unary(g, "Relu", x) : leakyRelu(g, x, slope));
  const above = compare(g, "GreaterEqual", x, g.scalar(threshold, x.dtype));
  const below = binary(g, "Mul", binary(g, "Sub", x, threshold), slope);
  return select(g, above, limit(x), below);
}

export const ACTIVATIONS: Readonly<Record<string, Activation>> = {
  linear: (_, x) => x,
  relu: one("Relu"),
  relu6: one("Relu6"),
  sigmoid: one("Sigmoid"),
  tanh: one("Tanh"),
  elu: one("Elu"),
  selu: one("Selu"),
  softplus: one("Softplus"),
  softsign: one("Softsign"),
  exponential: one("Exp"),
  softmax: (g, x) => softmax(g, x),
  log_softmax: (g, x) => softmax(g, x, -1, "LogSoftmax"),
  leaky_relu: (g, x) => leakyRelu(g, x, 0.2),
  gelu: (g, x) => gelu(g, x, false),
  silu: swish,
  swish,
  hard_sigmoid: hardSigmoid,
  [KERAS2_HARD_SIGMOID]: (g, x) => {
    const line = binary(g, "AddV2", binary(g, "Mul", x, 0.2), 0.5);
    return binary(g, "Minimum", binary(g, "Maximum", line, 0), 1);
  },
  hard_silu: hardSwish,
  hard_swish: hardSwish,
  mish: (g, x) => binary(g, "Mul", x, unary(g, "Tanh", unary(g, "Softplus", x))),
  log_sigmoid: (g, x) => unary(g, "Neg", unary(g, "Softplus", unary(g, "Neg", x))),
  hard_tanh: (g, x) => binary(g, "Minimum", binary(g, "Maximum", x, -1), 1),
  tanh_shrink: (g, x) => binary(g, "Sub", x, unary(g, "Tanh", x)),
};

/** Applies the activation that an option names: a text, or an object of a class. */
export function activate(
  g: GraphBuilder,
  x: Value,
  config: Config,
  key = "activation",
  fallback = "linear",
): Value {
  return activationOf(config.json[key] ?? fallback)(g, x);
}

/** Whether an option is that activation, however it is written; a layer has it where nothing is said. */
export const isActivation = (config: Config, key: string, name: string): boolean =>
  activationOf(config.json[key] ?? name) === ACTIVATIONS[name];

function activationOf(named: Json): Activation {
  if (isObject(named) && named.class_name === "function" && typeof named.config === "string")
    return activationOf(named.config);
  if (isObject(named) && typeof named.registered_name === "string" && typeof named.class_name === "string")
    return activationOf(named.class_name.toLowerCase());
  const found =
    typeof named === "string" && Object.hasOwn(ACTIVATIONS, named) ? ACTIVATIONS[named] : undefined;
  if (!found) throw new UnsupportedLayer(`activation ${shown(named)}`);
  return found;
}

const prelu: LayerKinds[string] = {
  weights(config, [input = []]) {
    const shared = config.has("shared_axes") ? config.integers("shared_axes") : [];
    const shape = input.slice(1).map((size, i) => (shared.includes(i + 1) ? 1 : size));
    return [{ name: "alpha", shape }];
  },
  emit(call) {
    const { g } = call;
    const x = inputOf(call);
    const negative = binary(g, "Mul", call.weight("alpha"), unary(g, "Relu", unary(g, "Neg", x)));
    return binary(g, "Sub", unary(g, "Relu", x), negative);
  },
};

/** The layers that only apply a function to every element, or along an axis. */
export const activationLayers: LayerKinds = {
  Activation: { emit: (call) => activate(call.g, inputOf(call), call.config) },
  ReLU: {
    emit(call) {
      const { config } = call;
      const max = config.has("max_value") ? config.number("max_value") : undefined;
      return reluOf(
        call.g,
        inputOf(call),
        config.number("negative_slope", 0),
        max,
        config.number("threshold", 0),
      );
    },
  },
  LeakyReLU: {
    emit: (call) =>
      leakyRelu(
        call.g,
        inputOf(call),
        call.config.has("alpha") ? call.config.number("alpha") : call.config.number("negative_slope", 0.3),
      ),
  },
  ELU: {
    emit(call) {
      const { g } = call;
      const alpha = call.config.number("alpha", 1);
      const x = inputOf(call);
      const elu = unary(g, "Elu", x);
      if (alpha === 1) return elu;
      return select(g, compare(g, "Greater", x, g.scalar(0)), elu, binary(g, "Mul", elu, alpha));
    },
  },
  PReLU: prelu,
  Softmax: {
    emit(call) {
      const { g, inputs } = call;
      const axis = call.config.json.axis ?? -1;
      if (typeof axis !== "number") throw new UnsupportedLayer(`axis ${shown(axis)}`);
      let x = inputOf(call);
      const mask = inputs[1];
      if (mask) x = masked(g, x, mask);
      return softmax(g, x, axis);
    },
  },
};

/** Scores with a very negative number where the mask is false, as Keras masks them. */
export function masked(g: GraphBuilder, x: Value, mask: Value): Value {
  const hidden = binary(g, "Sub", 1, cast(g, mask, x.dtype));
  return binary(g, "AddV2", x, binary(g, "Mul", hidden, -1e9));
}
