import { deferred, type Operator } from "../operator.js";
import { dequantize } from "./dequantize.js";
import { quantize } from "./quantize.js";

/** Changes of the element type or of the storage. */
export const representation: readonly Operator[] = [
  deferred("CAST", () => require("./cast.js").cast),
  quantize,
  deferred("FAKE_QUANT", () => require("./fake_quant.js").fakeQuant),
  dequantize,
  deferred("DENSIFY", () => require("./densify.js").densify),
];
