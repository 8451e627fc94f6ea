import { numberToFloat16 } from "../../src/float16/index.js";

// Under jest a global is looked up through an interceptor, which a loop over millions feels.
const { imul } = Math;
const { is } = Object;

/** Numbers below 2^32, the same for the same seed. */
export function randomWords(seed: number, length: number): Uint32Array {
  let state = seed >>> 0;
  return Uint32Array.from({ length }, () => {
    state = (imul(state, 1664525) + 1013904223) >>> 0;
    // The low bits of this generator are poor: mix the high ones in.
    return (state ^ (state >>> 15) ^ (state << 11)) >>> 0;
  });
}

/** Mantissas around each place where float16 rounding turns: ties, their neighbours, all ones, single bits. */
function mantissas(): number[] {
  const around = (bits: number) => [bits - 1, bits, bits + 1];
  const singleBits = Array.from({ length: 23 }, (_, i) => around(1 << i)).flat();
  const ties = [0x1000, 0x3000, 0x5000, 0x7fe000, 0x7ff000, 0x7fefff, 0x7ff001].flatMap(around);
  return [...new Set([0, 1, 0x7fffff, ...singleBits, ...ties])].filter((m) => m >= 0 && m <= 0x7fffff);
}

/** Bits of float32: every sign and exponent with all the mantissas above, so infinities and NaN too, and random bits. */
export function awkwardFloatBits(randomCount = 50_000): Uint32Array {
  const heads = Array.from({ length: 512 }, (_, i) => (i << 23) >>> 0);
  const all = heads.flatMap((head) => mantissas().map((m) => (head | m) >>> 0));
  return Uint32Array.from([...all, ...randomWords(1, randomCount)]);
}

export const floatsOf = (bits: Uint32Array): Float32Array =>
  new Float32Array(bits.buffer, bits.byteOffset, bits.length);

/** Like trained weights: most within 0.2, some tiny, some zero. */
export function weights(length: number, seed = 7): Float32Array {
  const words = randomWords(seed, length);
  return Float32Array.from(words, (word) => {
    const size = ((word & 0xffff) / 0x10000) ** 3 * 0.4;
    return word >>> 28 === 0 ? 0 : word & 0x10000 ? size : -size;
  });
}

/** float16 bits by the independent library, with NaN as the processors have it: payload kept, made quiet. */
export function expectedBits(bits: Uint32Array, overflow: "infinity" | "clamp"): Uint16Array {
  const values = floatsOf(bits);
  return Uint16Array.from(bits, (word, i) => {
    const value = values[i]!;
    if (Number.isNaN(value)) return ((word >>> 16) & 0x8000) | 0x7e00 | ((word >>> 13) & 0x3ff);
    return numberToFloat16(overflow === "clamp" ? Math.min(Math.max(value, -65504), 65504) : value);
  });
}

/** The indices where two arrays differ, the first ten: short to print. */
export function differences(a: ArrayLike<number>, b: ArrayLike<number>): string[] {
  const found: string[] = a.length === b.length ? [] : [`lengths ${a.length} and ${b.length}`];
  for (let i = 0; i < a.length && found.length < 10; i++) {
    if (!is(a[i], b[i])) found.push(`[${i}] ${a[i]?.toString(16)} != ${b[i]?.toString(16)}`);
  }
  return found;
}
