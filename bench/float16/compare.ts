import type { Tensor } from "../../src/index.js";

/** How the outputs of a converted model lie to those of its original. */
export interface Distance {
  /** The largest difference of a float, relative to the largest magnitude in its output. Infinity where only one is not finite. */
  readonly error: number;
  /** The least cosine of the angle between two outputs of floats; 1 where all are zero. */
  readonly cosine: number;
  /** Whether every output that is not float is the same. */
  readonly othersEqual: boolean;
}

export const SAME: Distance = { error: 0, cosine: 1, othersEqual: true };

export const farthest = (a: Distance, b: Distance): Distance => ({
  error: Math.max(a.error, b.error),
  cosine: Math.min(a.cosine, b.cosine),
  othersEqual: a.othersEqual && b.othersEqual,
});

/** Over all outputs, or over one of them. */
export function distanceOf(expected: readonly Tensor[], found: readonly Tensor[], only?: number): Distance {
  return expected
    .filter((_, i) => only === undefined || i === only)
    .map((tensor) => tensorDistance(tensor, found[expected.indexOf(tensor)]!))
    .reduce(farthest, SAME);
}

function tensorDistance(expected: Tensor, found: Tensor): Distance {
  if (expected.dtype !== "FLOAT32") return { ...SAME, othersEqual: sameElements(expected, found) };
  const [wanted, got] = [expected.data as Float32Array, found.data as Float32Array];
  if (wanted.length !== got.length) return { error: Infinity, cosine: 0, othersEqual: true };
  let [largest, difference, product, wantedSquares, gotSquares] = [0, 0, 0, 0, 0];
  for (let i = 0; i < wanted.length; i++) {
    const [a, b] = [wanted[i]!, got[i]!];
    if (Object.is(a, b) && !Number.isFinite(a)) continue;
    largest = Math.max(largest, Math.abs(a));
    difference = Math.max(difference, Number.isFinite(a - b) ? Math.abs(a - b) : Infinity);
    product += a * b;
    wantedSquares += a * a;
    gotSquares += b * b;
  }
  const lengths = Math.sqrt(wantedSquares * gotSquares);
  const cosine = lengths > 0 ? Math.min(1, product / lengths) : Number(difference === 0);
  return { error: difference === 0 ? 0 : difference / (largest || 1), cosine, othersEqual: true };
}

function sameElements({ data: a }: Tensor, { data: b }: Tensor): boolean {
  return a.length === b.length && Array.prototype.every.call(a, (element, i) => sameElement(element, b[i]));
}

/** Numbers, or the bytes of strings. */
const sameElement = (a: unknown, b: unknown): boolean =>
  a instanceof Uint8Array && b instanceof Uint8Array ? Buffer.compare(a, b) === 0 : Object.is(a, b);
