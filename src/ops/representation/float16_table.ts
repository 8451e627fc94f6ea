import { decodeTable } from "../../float16/index.js";

let table: Float32Array | undefined;

/** The number that each of the 65536 float16 bit patterns stands for; made when it is first needed. */
export function float16Table(): Float32Array {
  table ??= new Float32Array(decodeTable().buffer);
  return table;
}
