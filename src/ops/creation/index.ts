import type { Operator } from "../operator.js";
import { fill } from "./fill.js";
import { matrixDiag, matrixSetDiag } from "./matrix_diag.js";
import { oneHot } from "./one_hot.js";
import { randomStandardNormal, randomUniform } from "./random_floats.js";
import { multinomial } from "./random_multinomial.js";
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
  randomStandardNormal,
  randomUniform,
  multinomial,
];
