/** FarmHash's 64-bit fingerprint of bytes, which TensorFlow Lite hashes with. All arithmetic is modulo 2^64. */

const wrap = (x: bigint): bigint => BigInt.asUintN(64, x);

const K0 = 0xc3a5c85c97cb3127n;
const K1 = 0xb492b66fbe98f273n;
const K2 = 0x9ae16a3b2f90404fn;

const rotate = (x: bigint, bits: bigint): bigint => {
  const word = wrap(x);
  return wrap((word >> bits) | (word << (64n - bits)));
};

const mix = (x: bigint): bigint => wrap(x) ^ (wrap(x) >> 47n);

const combine = (low: bigint, high: bigint, factor: bigint): bigint => {
  const first = mix((wrap(low) ^ wrap(high)) * factor);
  return wrap(mix((wrap(high) ^ first) * factor) * factor);
};

type Words = (byte: number) => bigint;

/** The fingerprint, from 0 to 2^64 - 1. */
export function fingerprint64(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length;
  const word: Words = (byte) => view.getBigUint64(byte < 0 ? length + byte : byte, true);
  const factor = K2 + BigInt(length) * 2n;
  if (length > 64) return ofMany(bytes, word);
  if (length > 32) return ofUpTo64(word, factor);
  if (length > 16) return combine(...halves(word, factor), factor);
  if (length >= 8) {
    const [first, last] = [wrap(word(0) + K2), word(-8)];
    return combine(rotate(last, 37n) * factor + first, (rotate(first, 25n) + last) * factor, factor);
  }
  if (length >= 4) {
    const [first, last] = [view.getUint32(0, true), view.getUint32(length - 4, true)].map(BigInt);
    return combine(BigInt(length) + (first! << 3n), last!, factor);
  }
  if (length === 0) return K2;
  const y = BigInt(bytes[0]! + bytes[length >> 1]! * 256);
  const z = BigInt(length + bytes[length - 1]! * 4);
  return wrap(mix(wrap(y * K2) ^ wrap(z * K0)) * K2);
}

/** Two words of the first and last 16 bytes; in longer texts the last ones count with another factor. */
function halves(word: Words, factor: bigint, first = word(0) * K1): [bigint, bigint] {
  const [second, last] = [word(8), word(-8) * factor];
  return [
    wrap(rotate(first + second, 43n) + rotate(last, 30n) + word(-16) * K2),
    wrap(first + rotate(second + K2, 18n) + last),
  ];
}

function ofUpTo64(word: Words, factor: bigint): bigint {
  const start = word(0) * K2;
  const [low, high] = halves(word, factor, start);
  const outer = combine(low, high, factor);
  const [third, fourth] = [word(16) * factor, word(24)];
  const g = (low + word(-32)) * factor;
  const h = (outer + word(-24)) * factor;
  return combine(
    rotate(third + fourth, 43n) + rotate(g, 30n) + h,
    third + rotate(fourth + start, 18n) + g,
    factor,
  );
}

/** A pair of words of 32 bytes and what came before. */
function weak(word: Words, at: number, a: bigint, b: bigint): [bigint, bigint] {
  const first = a + word(at);
  const sum = first + word(at + 8) + word(at + 16);
  return [wrap(sum + word(at + 24)), wrap(rotate(b + first + word(at + 24), 21n) + rotate(sum, 44n) + first)];
}

interface State {
  x: bigint;
  y: bigint;
  z: bigint;
  v: [bigint, bigint];
  w: [bigint, bigint];
}

/** Takes in the 64 bytes from `at` on. */
function absorb({ x, y, z, v, w }: State, word: Words, at: number, factor: bigint, weight: bigint): State {
  const nextX = wrap(rotate(x + y + v[0] + word(at + 8), 37n) * factor) ^ wrap(w[1] * weight);
  const nextY = wrap(rotate(y + v[1] + word(at + 48), 42n) * factor + v[0] * weight + word(at + 40));
  const nextZ = wrap(rotate(z + w[0], 33n) * factor);
  return {
    // The two change places.
    x: nextZ,
    y: nextY,
    z: nextX,
    v: weak(word, at, v[1] * factor, nextX + w[0]),
    w: weak(word, at + 32, nextZ + w[1], nextY + word(at + 16)),
  };
}

function ofMany(bytes: Uint8Array, word: Words): bigint {
  const seed = 81n;
  const y = wrap(seed * K1 + 113n);
  const z = wrap(mix(y * K2 + 113n) * K2);
  let state: State = { x: wrap(seed * K2 + word(0)), y, z, v: [0n, 0n], w: [0n, 0n] };
  const rest = (bytes.length - 1) % 64;
  const end = bytes.length - 1 - rest;
  for (let at = 0; at < end; at += 64) state = absorb(state, word, at, K1, 1n);
  const factor = K1 + ((state.z & 0xffn) << 1n);
  const first = state.w[0] + BigInt(rest);
  const second = state.v[0] + first;
  const last = absorb(
    { ...state, v: [wrap(second), state.v[1]], w: [wrap(first + second), state.w[1]] },
    word,
    bytes.length - 64,
    factor,
    9n,
  );
  return combine(
    combine(last.v[0], last.w[0], factor) + mix(last.y) * K0 + last.z,
    combine(last.v[1], last.w[1], factor) + last.x,
    factor,
  );
}
