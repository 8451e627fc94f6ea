import { deferred, type Operator } from "../operator.js";

/** Fourier transforms and complex numbers. */
export const complex: readonly Operator[] = [
  deferred("RFFT2D", () => require("./rfft2d.js").rfft2d),
  deferred("REAL", () => require("./parts.js").real),
  deferred("IMAG", () => require("./parts.js").imag),
  deferred("COMPLEX_ABS", () => require("./parts.js").complexAbs),
];
