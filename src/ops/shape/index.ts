import type { Operator } from "../operator.js";
import { expandDims } from "./expand_dims.js";
import { rank } from "./rank.js";
import { reshape } from "./reshape.js";
import { shape as shapeOf } from "./shape.js";
import { squeeze } from "./squeeze.js";
import { transpose } from "./transpose.js";

/** Operators that move no number: shapes and axes. */
export const shape: readonly Operator[] = [reshape, squeeze, expandDims, transpose, shapeOf, rank];
