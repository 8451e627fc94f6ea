import { type Operator, operator } from "../operator.js";
import { fill } from "./fill.js";
import { matrixDiag, matrixSetDiag } from "./matrix_diag.js";
import { oneHot } from "./one_hot.js";
import { range } from "./range.js";
import { zerosLike } from "./zeros_like.js";

/** Tensors made of nothing but numbers. */
export const creation: readonly Operator[] = [
  fill,
  range,
  zerosLike,
  oneHot,
  matrixDiag,
  matrixSetDiag,
  operator("RANDOM_STANDARD_NORMAL", ["2.8.0"]),
  operator("RANDOM_UNIFORM", ["2.8.0"]),
  operator("MULTINOMIAL", ["2.8.0"]),
];
