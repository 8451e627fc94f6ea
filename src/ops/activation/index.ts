import type { Operator } from "../operator.js";
import { elu } from "./elu.js";
import { gelu } from "./gelu.js";
import { hardSwish } from "./hard_swish.js";
import { leakyRelu } from "./leaky_relu.js";
import { logSoftmax } from "./log_softmax.js";
import { logistic } from "./logistic.js";
import { prelu } from "./prelu.js";
import { relu, relu0To1, relu6, reluN1To1 } from "./relu.js";
import { softmax } from "./softmax.js";
import { tanh } from "./tanh.js";

/** Activation functions. */
export const activation: readonly Operator[] = [
  relu,
  relu6,
  reluN1To1,
  relu0To1,
  leakyRelu,
  prelu,
  elu,
  gelu,
  hardSwish,
  logistic,
  tanh,
  softmax,
  logSoftmax,
];
