import { float16ToNumber } from "../../float16/index.js";

let table: Float32Array | undefined;

/** The number that each of the 65536 float16 bit patterns stands for; made when it is first needed. */
export function float16Table(): Float32Array {
  table ??= Float32Array.from({ length: 65536 }, (_, bits) => float16ToNumber(bits));
  return table;
}
