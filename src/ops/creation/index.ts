import { type Operator, operator } from "../operator.js";

/** Tensors made of nothing but numbers. */
export const creation: readonly Operator[] = [
  operator("FILL", ["1.13.0", "2.3.0", "2.5.0", "2.12.0", "2.23.0"]),
  operator("RANGE", ["1.13.0", "2.14.0"]),
  operator("ZEROS_LIKE", ["1.12.0"]),
  operator("ONE_HOT", ["1.11.0"]),
  operator("MATRIX_DIAG", ["1.14.0"]),
  operator("MATRIX_SET_DIAG", ["1.14.0"]),
  operator("RANDOM_STANDARD_NORMAL", ["2.8.0"]),
  operator("RANDOM_UNIFORM", ["2.8.0"]),
  operator("MULTINOMIAL", ["2.8.0"]),
];
