import type { Operator } from "../operator.js";
import { cast } from "./cast.js";
import { densify } from "./densify.js";
import { dequantize } from "./dequantize.js";
import { fakeQuant } from "./fake_quant.js";
import { quantize } from "./quantize.js";

/** Changes of the element type or of the storage. */
export const representation: readonly Operator[] = [cast, quantize, fakeQuant, dequantize, densify];
