/** A part of a dimension: `length` -1 is all of it. */
export interface Extent {
  readonly start: number;
  readonly length: number;
}

/**
 * The key of a part of a tensor in a checkpoint's index, in TensorFlow's ordered code (its ordered_code.cc): a zero, the name,
 * the number of dimensions, and where the part starts and how long it is in each. One character per byte.
 */
export function sliceKey(name: string, slice: readonly Extent[]): string {
  const numbers = slice.flatMap(({ start, length }) => [signed(start), signed(length)]);
  return [unsigned(0), text(name), unsigned(slice.length), ...numbers].join("");
}

/** Zeros and 255s are escaped, so that the end is found. */
const text = (name: string) =>
  `${name.replace(/[\0\xff]/g, (one) => (one === "\0" ? "\0\xff" : "\xff\0"))}\0\x01`;

/** The number of bytes, and the bytes from the highest. */
function unsigned(value: number): string {
  const bytes: number[] = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return String.fromCharCode(bytes.length, ...bytes);
}

/** As many leading ones as bytes, then a zero, then the number; all inverted for a negative one. Numbers up to 2^31. */
function signed(value: number): string {
  const size = value < 0 ? ~value : value;
  const bits = size === 0 ? 0 : 32 - Math.clz32(size);
  const length = Math.floor(bits / 7) + 1;
  const bytes = Array.from({ length }, (_, i) => (value >> Math.min(31, 8 * (length - 1 - i))) & 255);
  bytes[0]! ^= (0xff00 >> length) & 255;
  return String.fromCharCode(...bytes);
}

/**
 * The part that a string of RestoreV2 asks for: "4 6 0,2:-" is rows 0 and 1 of a 4 x 6 tensor. Null for all of it.
 */
export function parseSlice(specification: string): { shape: number[]; slice: Extent[] } | null {
  const words = specification.trim().split(" ");
  const extents = words.pop()?.split(":") ?? [];
  if (words.length === 0 || extents.length !== words.length) return null;
  const slice = extents.map((extent): Extent => {
    const [start, length] = extent === "-" ? [0, -1] : extent.split(",").map(Number);
    return { start: start ?? 0, length: length ?? -1 };
  });
  return { shape: words.map(Number), slice };
}
