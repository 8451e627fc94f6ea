import { type Operator, operator } from "../operator.js";

/** Fourier transforms and complex numbers. */
export const complex: readonly Operator[] = [
  operator("RFFT2D", ["2.5.0"]),
  operator("REAL", ["2.5.0"]),
  operator("IMAG", ["2.5.0"]),
  operator("COMPLEX_ABS", ["2.5.0"]),
];
