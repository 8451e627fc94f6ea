import { deferred, type Operator } from "../operator.js";
import { hardSwish } from "./hard_swish.js";
import { logistic } from "./logistic.js";
import { softmax } from "./softmax.js";

/** Activation functions. */
export const activation: readonly Operator[] = [
  deferred("RELU", () => require("./relu.js").relu),
  deferred("RELU6", () => require("./relu.js").relu6),
  deferred("RELU_N1_TO_1", () => require("./relu.js").reluN1To1),
  deferred("RELU_0_TO_1", () => require("./relu.js").relu0To1),
  deferred("LEAKY_RELU", () => require("./leaky_relu.js").leakyRelu),
  deferred("PRELU", () => require("./prelu.js").prelu),
  deferred("ELU", () => require("./elu.js").elu),
  deferred("GELU", () => require("./gelu.js").gelu),
  hardSwish,
  logistic,
  deferred("TANH", () => require("./tanh.js").tanh),
  softmax,
  deferred("LOG_SOFTMAX", () => require("./log_softmax.js").logSoftmax),
];
