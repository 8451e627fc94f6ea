import type { Operator } from "../operator.js";
import { complexAbs, imag, real } from "./parts.js";
import { rfft2d } from "./rfft2d.js";

/** Fourier transforms and complex numbers. */
export const complex: readonly Operator[] = [rfft2d, real, imag, complexAbs];
