import type { Box } from "./box.js";

/** What a slice has along a dimension that it does not cut. */
const WHOLE = -1;

/** A slice as checkpoints name it: begin and length along each dimension, a length of -1 for all of it. */
export interface Slice {
  readonly start: readonly number[];
  readonly length: readonly number[];
}

/**
 * The part of a tensor that a slice is.
 *
 * @returns null where it does not fit the shape
 */
export function boxOfSlice({ start, length }: Slice, shape: readonly number[]): Box | null {
  if (start.length !== shape.length) return null;
  const size = length.map((one, d) => (one === WHOLE ? shape[d]! : one));
  const fits = size.every((one, d) => start[d]! >= 0 && one >= 0 && start[d]! + one <= shape[d]!);
  return fits ? { start, size } : null;
}

/**
 * What `RestoreV2` says of the part that it reads: the sizes of the tensor, then its slice, "10 4 0,5:-".
 *
 * @returns null for other text
 */
export function parseSlice(text: string): { shape: number[]; slice: Slice } | null {
  const words = text.split(" ");
  const extents = words.pop()!.split(":");
  const shape = words.map(Number);
  const parts = extents.map((extent) => (extent === "-" ? [0, WHOLE] : extent.split(",").map(Number)));
  const numbers = [...shape, ...parts.flat()];
  if (parts.some((part) => part.length !== 2) || numbers.some((one) => !Number.isSafeInteger(one)))
    return null;
  if (parts.length !== shape.length) return null;
  return { shape, slice: { start: parts.map(([start]) => start!), length: parts.map(([, size]) => size!) } };
}

/**
 * The key of a slice's entry, in the ordered code of TensorFlow's checkpoints: the number 0, the name, the rank, and for each
 * dimension where the slice begins and how long it is. Bytes as characters (latin1).
 *
 * @param name bytes as characters
 */
export function sliceKey(name: string, { start, length }: Slice): string {
  const numbers = start.flatMap((begin, d) => [signed(begin), signed(length[d]!)]);
  return unsigned(0) + text(name) + unsigned(start.length) + numbers.join("");
}

/** How many bytes follow, then the number without leading zeros, highest byte first. */
function unsigned(value: number): string {
  let digits = "";
  for (let left = value; left > 0; left = Math.floor(left / 256))
    digits = String.fromCharCode(left % 256) + digits;
  return String.fromCharCode(digits.length) + digits;
}

/** The bytes 0 and 255 have another one behind them; the end is 0 and 1. */
const text = (bytes: string): string =>
  `${bytes.replace(/[\0\xff]/g, (byte) => (byte === "\0" ? "\0\xff" : "\xff\0"))}\0\x01`;

/**
 * Two's complement, highest byte first, in as few bytes as hold the number beside a prefix: as many ones as there are bytes
 * and a zero, xored over the sign's bits.
 */
function signed(value: number): string {
  const magnitude = value < 0 ? ~BigInt(value) : BigInt(value);
  const bits = magnitude === 0n ? 0 : magnitude.toString(2).length;
  const count = Math.floor(bits / 7) + 1;
  const prefix = ((1n << BigInt(count)) - 1n) << BigInt(8 * count - count);
  const code = BigInt.asUintN(8 * count, BigInt(value)) ^ prefix;
  return Buffer.from(code.toString(16).padStart(2 * count, "0"), "hex").toString("latin1");
}
