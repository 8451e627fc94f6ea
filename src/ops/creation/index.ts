import { deferred, type Operator } from "../operator.js";

/** Tensors made of nothing but numbers. */
export const creation: readonly Operator[] = [
  deferred("FILL", () => require("./fill.js").fill),
  deferred("RANGE", () => require("./range.js").range),
  deferred("ZEROS_LIKE", () => require("./zeros_like.js").zerosLike),
  deferred("ONE_HOT", () => require("./one_hot.js").oneHot),
  deferred("MATRIX_DIAG", () => require("./matrix_diag.js").matrixDiag),
  deferred("MATRIX_SET_DIAG", () => require("./matrix_diag.js").matrixSetDiag),
  deferred("RANDOM_STANDARD_NORMAL", () => require("./random_floats.js").randomStandardNormal),
  deferred("RANDOM_UNIFORM", () => require("./random_floats.js").randomUniform),
  deferred("MULTINOMIAL", () => require("./random_multinomial.js").multinomial),
];
