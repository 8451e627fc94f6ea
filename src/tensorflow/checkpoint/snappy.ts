/** Three bytes copy at most 64. */
const MOST_EXPANSION = 64;

/**
 * Decompresses a block in Snappy's raw format: the length as a varint, then elements, each with a tag whose two lowest bits
 * say what it is: literal bytes, or a copy of what came before.
 *
 * @returns what is wrong with it, if anything is
 */
export function uncompressSnappy(input: Uint8Array): Uint8Array | string {
  const header = readLength(input);
  if (!header) return "no length";
  const { length, end } = header;
  if (length > input.byteLength * MOST_EXPANSION)
    return `a length of ${length} for ${input.byteLength} bytes`;
  const output = new Uint8Array(length);
  let from = end;
  let to = 0;
  while (from < input.byteLength) {
    const element = readElement(input, from);
    if (element.next > input.byteLength)
      return `an element that ends at byte ${element.next} of ${input.byteLength}`;
    if (element.size > length - to) return `${to + element.size} bytes instead of ${length}`;
    if (element.distance === 0) output.set(input.subarray(element.next - element.size, element.next), to);
    else if (element.distance > to) return `a copy from ${element.distance} bytes before byte ${to}`;
    else copyWithin(output, to, element.distance, element.size);
    to += element.size;
    from = element.next;
  }
  return to === length ? output : `${to} bytes instead of ${length}`;
}

function readLength(input: Uint8Array): { length: number; end: number } | null {
  let length = 0;
  for (let i = 0; i < 5; i++) {
    const byte = input[i];
    if (byte === undefined) return null;
    length += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return { length, end: i + 1 };
  }
  return null;
}

/** `size` bytes: those before `next` of the input if the distance is 0, else a copy from that far before. */
interface Element {
  readonly size: number;
  readonly distance: number;
  readonly next: number;
}

/** Missing bytes count as 0: the element then ends behind the input, which the caller refuses. */
function readElement(input: Uint8Array, at: number): Element {
  const tag = input[at]!;
  const upper = tag >>> 2;
  const little = (count: number) => {
    let value = 0;
    for (let i = 0; i < count; i++) value += (input[at + 1 + i] ?? 0) * 2 ** (8 * i);
    return value;
  };
  switch (tag & 3) {
    case 0: {
      // Long literals have their size in the next one to four bytes.
      const sizeBytes = upper < 60 ? 0 : upper - 59;
      const size = (sizeBytes === 0 ? upper : little(sizeBytes)) + 1;
      return { size, distance: 0, next: at + 1 + sizeBytes + size };
    }
    case 1:
      return copy((upper & 7) + 4, ((upper >>> 3) << 8) | little(1), at + 2);
    case 2:
      return copy(upper + 1, little(2), at + 3);
    default:
      return copy(upper + 1, little(4), at + 5);
  }
}

/** A distance of 0 is none: it becomes one that no output has. */
const copy = (size: number, distance: number, next: number): Element => ({
  size,
  distance: distance || Number.POSITIVE_INFINITY,
  next,
});

/** Byte by byte, for a copy may reach into what it writes: that repeats. */
function copyWithin(output: Uint8Array, to: number, distance: number, size: number): void {
  for (let i = to; i < to + size; i++) output[i] = output[i - distance]!;
}
