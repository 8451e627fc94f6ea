/** The float32 bits of all float16 values: made on first use, 256 KiB. */
let table: Int32Array | undefined;

/** The table of float32 bits by float16 bits. */
export function decodeTable(): Int32Array {
  if (table) return table;
  table = new Int32Array(65536);
  for (let bits = 0; bits < table.length; bits++) table[bits] = decodeBits(bits);
  return table;
}

/** So many elements take less time by themselves than the table takes to be made. */
const FEW = 4096;

/** float16 -> float32, exact. `sink` holds at least as many elements as `source` and does not overlap it. */
export function decode(source: Uint16Array, sink: Float32Array): void {
  const words = new Int32Array(sink.buffer, sink.byteOffset, sink.length);
  if (table || source.length > FEW) decodeByTable(source, words);
  else for (let i = 0; i < source.length; i++) words[i] = decodeBits(source[i]!);
}

function decodeByTable(source: Uint16Array, words: Int32Array): void {
  const values = decodeTable();
  let i = 0;
  for (; i < source.length - 3; i += 4) {
    words[i] = values[source[i]!]!;
    words[i + 1] = values[source[i + 1]!]!;
    words[i + 2] = values[source[i + 2]!]!;
    words[i + 3] = values[source[i + 3]!]!;
  }
  for (; i < source.length; i++) words[i] = values[source[i]!]!;
}

/** The float32 bits for the bits of one float16. A signalling NaN becomes quiet, as the processors do it. */
export function decodeBits(bits: number): number {
  const sign = (bits & 0x8000) << 16;
  const exponent = (bits >>> 10) & 0x1f;
  const mantissa = bits & 0x3ff;
  if (exponent === 31) return sign | 0x7f800000 | (mantissa === 0 ? 0 : 0x400000 | (mantissa << 13));
  if (exponent !== 0) return sign | ((exponent + 112) << 23) | (mantissa << 13);
  if (mantissa === 0) return sign;
  // A subnormal: float32 has the exponent for it, so its leading 1 is shifted out.
  const leading = Math.clz32(mantissa) - 21;
  return sign | ((113 - leading) << 23) | ((mantissa << (13 + leading)) & 0x7fffff);
}
