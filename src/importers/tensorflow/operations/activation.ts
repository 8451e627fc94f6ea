import type { GraphBuilder } from "../graph_builder.js";
import { type Lowering, type Lowerings, lowering } from "../lowering.js";
import { dimensionsOf, type Term } from "../term.js";
import { scalarLike } from "./elementwise.js";

/** Klambauer et al. 2017, "Self-Normalizing Neural Networks". */
const SELU_SCALE = 1.0507009873554805;
const SELU_ALPHA = 1.6732632423543772;

/**
 * TensorFlow Lite has the error function only as a part of GELU: until passes have found that, it is a custom operator.
 */
const errorFunction: Lowering = lowering((operation, build) => {
  const term = operation.term(0);
  return build.custom(operation.op, [term], new Uint8Array(0), [
    { dtype: term.dtype, shape: dimensionsOf(term) },
  ]);
});

/** Activations. */
export const activation: Lowerings = {
  Elu: lowering((operation, build) => build.operator("ELU", [operation.term(0)])),
  Erf: errorFunction,
  Erfc: errorFunction,
  LeakyRelu: lowering((operation, build) =>
    build.operator("LEAKY_RELU", [operation.term(0)], { alpha: operation.float("alpha", 0.2) }),
  ),
  LogSoftmax: lowering((operation, build) => build.operator("LOG_SOFTMAX", [operation.term(0)])),
  Relu: lowering((operation, build) => build.operator("RELU", [operation.term(0)])),
  Relu6: lowering((operation, build) => build.operator("RELU6", [operation.term(0)])),
  Selu: lowering((operation, build) => selu(build, operation.term(0))),
  Sigmoid: lowering((operation, build) => build.operator("LOGISTIC", [operation.term(0)])),
  Softmax: lowering((operation, build) => build.operator("SOFTMAX", [operation.term(0)], { beta: 1 })),
  Softplus: lowering((operation, build) => softplus(build, operation.term(0))),
  Softsign: lowering((operation, build) => {
    const term = operation.term(0);
    const size = build.operator("ABS", [term]);
    return build.operator("DIV", [term, build.operator("ADD", [size, scalarLike(build, term, 1)])]);
  }),
  Tanh: lowering((operation, build) => build.operator("TANH", [operation.term(0)])),
};

/** scale * (max(x, 0) + alpha * (exp(min(x, 0)) - 1)), of which ELU is all but the factors. */
function selu(build: GraphBuilder, term: Term): Term {
  const positive = build.operator("RELU", [term]);
  const negative = build.operator("ELU", [build.operator("MINIMUM", [term, scalarLike(build, term, 0)])]);
  const scaled = (factor: number, part: Term) =>
    build.operator("MUL", [part, scalarLike(build, term, factor)]);
  return build.operator("ADD", [scaled(SELU_SCALE, positive), scaled(SELU_SCALE * SELU_ALPHA, negative)]);
}

/** log(1 + exp(x)) as max(x, 0) + log(1 + exp(-|x|)), which does not overflow. */
function softplus(build: GraphBuilder, term: Term): Term {
  const decay = build.operator("EXP", [build.operator("NEG", [build.operator("ABS", [term])])]);
  const rest = build.operator("LOG", [build.operator("ADD", [decay, scalarLike(build, term, 1)])]);
  return build.operator("ADD", [build.operator("RELU", [term]), rest]);
}
