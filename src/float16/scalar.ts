import { getFloat16, setFloat16 } from "@petamoriken/float16";

const cell = new DataView(new ArrayBuffer(2));

/** The number that the 16 bits of a float16 stand for. Only the low 16 bits of `bits` count. */
export function float16ToNumber(bits: number): number {
  cell.setUint16(0, bits);
  return getFloat16(cell, 0);
}

/** The bits of the float16 nearest to `value`, ties to even; beyond the range it is infinity. NaN gives 0x7e00. */
export function numberToFloat16(value: number): number {
  setFloat16(cell, 0, value);
  return cell.getUint16(0);
}
