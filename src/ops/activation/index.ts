import { type Operator, operator } from "../operator.js";

/** Activation functions. */
export const activation: readonly Operator[] = [
  operator("RELU", ["1.5.0", "2.1.0", "2.5.0"]),
  operator("RELU6", ["1.5.0", "1.14.0", "2.5.0"]),
  operator("RELU_N1_TO_1", ["1.5.0"]),
  operator("RELU_0_TO_1", ["2.10.0"]),
  operator("LEAKY_RELU", ["1.13.1", "2.3.0"]),
  operator("PRELU", ["1.8.0"]),
  operator("ELU", ["1.14.0"]),
  operator("GELU", ["2.9.0", "2.9.0", "2.23.0"]),
  operator("HARD_SWISH", ["1.15.0"]),
  operator("LOGISTIC", ["1.14.0", "1.14.0", "2.3.0"]),
  operator("TANH", ["1.14.0", "1.14.0", "2.3.0"]),
  operator("SOFTMAX", ["1.5.0", "1.14.0", "2.3.0", "2.23.0"]),
  operator("LOG_SOFTMAX", ["1.14.0", "1.14.0"]),
];
