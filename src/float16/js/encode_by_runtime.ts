import { BLOCK, type Encode, encodeAny, encodeByTables } from "./encode.js";
import { readAhead } from "./read_ahead.js";

const { min } = Math;

/** Elements from which the views of an array are worth making. */
const LONG = 512;

interface Halves {
  set(source: Float32Array, offset: number): void;
}

type HalvesConstructor = new (buffer: ArrayBufferLike, byteOffset: number, length: number) => Halves;

const { Float16Array } = globalThis as { Float16Array?: HalvesConstructor };

/**
 * With the Float16Array that Node 24 and newer have; undefined where there is none. It rounds every finite number as
 * IEEE 754 says. Blocks with a result that is infinite or a NaN, whose bits are up to the runtime, are encoded again.
 */
export const encodeByRuntime: Encode | undefined =
  Float16Array &&
  ((source, sink, overflowBits) => {
    if (source.length < LONG) encodeByTables(source, sink, overflowBits);
    else encodeLong(Float16Array, source, sink, overflowBits);
  });

function encodeLong(
  halvesOf: HalvesConstructor,
  source: Float32Array,
  sink: Uint16Array,
  overflowBits: number,
): void {
  const { length } = source;
  const words = new Int32Array(source.buffer, source.byteOffset, length);
  const halves = new halvesOf(sink.buffer, sink.byteOffset, length);
  // Results are looked at in pairs, from the first that is aligned so, eight at a turn.
  const first = (sink.byteOffset / 2) % 2;
  const end = length - ((length - first) % 8);
  const pairs = new Int32Array(sink.buffer, sink.byteOffset + 2 * first, (end - first) / 2);
  encodeAny(words, sink, 0, first, overflowBits);
  for (let from = first; from < end; from += BLOCK) {
    const to = min(from + BLOCK, end);
    readAhead(words, from, to);
    halves.set(source.subarray(from, to), from);
    if (!areFinite(pairs, (from - first) / 2, (to - first) / 2))
      encodeAny(words, sink, from, to, overflowBits);
  }
  encodeAny(words, sink, end, length, overflowBits);
}

/** Whether pairs of float16 have no exponent of all ones. Adding 1 to the exponents takes that one, and no other, to the sign. */
function areFinite(pairs: Int32Array, from: number, to: number): boolean {
  let any = 0;
  for (let i = from; i < to; i += 4) {
    any |= (pairs[i]! & 0x7fff7fff) + 0x04000400;
    any |= (pairs[i + 1]! & 0x7fff7fff) + 0x04000400;
    any |= (pairs[i + 2]! & 0x7fff7fff) + 0x04000400;
    any |= (pairs[i + 3]! & 0x7fff7fff) + 0x04000400;
  }
  return (any & 0x80008000) === 0;
}
