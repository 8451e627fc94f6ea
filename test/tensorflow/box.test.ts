import * as fc from "fast-check";
import { elementCount, stridesOf } from "../../src/tensor/index.js";
import { type Box, contentOfBox, type StoredBox } from "../../src/tensorflow/checkpoint/box.js";
import { rangeOf, readRange } from "../../src/tflite/index.js";

/** The positions in a tensor of the elements of a part, in order. */
function positions(box: Box, shape: readonly number[]): number[] {
  const strides = stridesOf(shape);
  return box.size.reduce<number[]>(
    (found, size, d) =>
      found.flatMap((at) => Array.from({ length: size }, (_, i) => at + (box.start[d]! + i) * strides[d]!)),
    [0],
  );
}

const cut = (size: number) =>
  fc
    .tuple(fc.integer({ min: 0, max: size - 1 }), fc.integer({ min: 1, max: size }))
    .map(([start, length]) => ({
      start,
      size: Math.min(length, size - start),
    }));

const boxOf = (cuts: readonly { start: number; size: number }[]): Box => ({
  start: cuts.map(({ start }) => start),
  size: cuts.map(({ size }) => size),
});

test("a part of a tensor that is stored in a grid of parts, read in pieces", () => {
  const cases = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }).chain((shape) =>
    fc.record({
      shape: fc.constant(shape),
      target: fc.tuple(...shape.map(cut)).map(boxOf),
      // Where the grid is cut along each dimension, if it is.
      cuts: fc.tuple(...shape.map((size) => fc.integer({ min: 0, max: size - 1 }))),
      width: fc.constantFrom(1, 2),
      piece: fc.integer({ min: 1, max: 50 }),
    }),
  );
  fc.assert(
    fc.property(cases, ({ shape, target, cuts, width, piece }) => {
      const grid = cuts.reduce<{ start: number; size: number }[][]>(
        (found, at, d) =>
          found.flatMap((outer) =>
            [
              { start: 0, size: at },
              { start: at, size: shape[d]! - at },
            ]
              .filter(({ size }) => size > 0)
              .map((one) => [...outer, one]),
          ),
        [[]],
      );
      const bytesOf = (box: Box) =>
        Uint8Array.from(positions(box, shape).flatMap((at) => (width === 1 ? [at] : [at & 0xff, at >> 8])));
      const stored: StoredBox[] = grid.map(boxOf).map((box) => ({ ...box, content: rangeOf(bytesOf(box)) }));
      const content = contentOfBox(target, stored, width, "x");
      const expected = bytesOf(target);
      expect(content.byteLength).toBe(elementCount(target.size) * width);
      expect(Uint8Array.from(readRange(content))).toEqual(expected);
      for (let at = 0; at < expected.byteLength; at += piece) {
        const length = Math.min(piece, expected.byteLength - at);
        expect(Uint8Array.from(content.source.read(content.offset + at, length))).toEqual(
          expected.subarray(at, at + length),
        );
      }
    }),
    { numRuns: 500 },
  );
});

test("a scalar", () => {
  const scalar: Box = { start: [], size: [] };
  const content = contentOfBox(scalar, [{ ...scalar, content: rangeOf(Uint8Array.of(7)) }], 1, "x");
  expect([...readRange(content)]).toEqual([7]);
});
