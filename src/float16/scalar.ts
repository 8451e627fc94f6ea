const cell = new DataView(new ArrayBuffer(2));

let loaded: typeof import("@petamoriken/float16") | undefined;

/** The package, which most programs do without. It is kept here because asking `require` for each number would be slow. */
function float16(): NonNullable<typeof loaded> {
  loaded ??= require("@petamoriken/float16") as NonNullable<typeof loaded>;
  return loaded;
}

/** The number that the 16 bits of a float16 stand for. Only the low 16 bits of `bits` count. */
export function float16ToNumber(bits: number): number {
  cell.setUint16(0, bits);
  return float16().getFloat16(cell, 0);
}

/** The bits of the float16 nearest to `value`, ties to even; beyond the range it is infinity. NaN gives 0x7e00. */
export function numberToFloat16(value: number): number {
  float16().setFloat16(cell, 0, value);
  return cell.getUint16(0);
}
