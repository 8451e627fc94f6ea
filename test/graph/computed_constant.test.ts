import * as fc from "fast-check";
import { Constant, constantOf, scaledConstant, transposedConstant } from "../../src/graph/index.js";
import { elementCount, stridesOf } from "../../src/tensor/index.js";
import { rangeOf, readRange } from "../../src/tflite/index.js";

const bytesOf = (data: ArrayBufferView) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

const shapes = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 });

const permutations = shapes.chain((shape) =>
  fc.tuple(
    fc.constant(shape),
    fc.shuffledSubarray([...shape.keys()], { minLength: shape.length, maxLength: shape.length }),
  ),
);

/** Element by element, as a permutation is defined. */
function transposed(
  data: Float32Array,
  shape: readonly number[],
  permutation: readonly number[],
): Float32Array {
  const strides = stridesOf(shape);
  const sizes = permutation.map((d) => shape[d]!);
  const to = stridesOf(sizes);
  return data.map((_, i) => {
    const from = permutation.map((d, axis) => (Math.floor(i / to[axis]!) % sizes[axis]!) * strides[d]!);
    return data[from.reduce((sum, part) => sum + part, 0)]!;
  });
}

test("any permutation, read in any pieces, is the permutation", () => {
  fc.assert(
    fc.property(permutations, fc.nat(), fc.nat(), ([shape, permutation], begin, end) => {
      const data = Float32Array.from({ length: elementCount(shape) }, (_, i) => i);
      const constant = transposedConstant(constantOf(bytesOf(data)), shape, permutation, "FLOAT32");
      const expected = bytesOf(transposed(data, shape, permutation));
      const [from, to] = [begin % (expected.length + 1), end % (expected.length + 1)].sort((a, b) => a - b);
      const { source, offset } = constant.range;
      expect(source.read(offset + from!, to! - from!)).toEqual(expected.subarray(from!, to!));
    }),
  );
});

test("elements of every size are moved whole", () => {
  for (const data of [
    Uint8Array.of(1, 2, 3, 4, 5, 6),
    Uint16Array.of(1, 2, 3, 4, 5, 6),
    BigInt64Array.of(1n, 2n, 3n, 4n, 5n, 6n),
  ]) {
    const dtype = { 1: "UINT8", 2: "FLOAT16", 8: "INT64" }[data.BYTES_PER_ELEMENT] as
      | "UINT8"
      | "FLOAT16"
      | "INT64";
    const constant = transposedConstant(constantOf(bytesOf(data)), [2, 3], [1, 0], dtype);
    const expected = [0, 3, 1, 4, 2, 5].map((i) => data[i]!);
    const Type = data.constructor as Uint8ArrayConstructor;
    const read = readRange(constant.range).slice();
    expect([...new Type(read.buffer)]).toEqual(expected);
  }
});

test("a permutation that moves nothing is the constant itself", () => {
  const constant = constantOf(new Uint8Array(24));
  expect(transposedConstant(constant, [1, 3, 1, 2], [1, 0, 2, 3], "FLOAT32")).toBe(constant);
});

test("factors multiply runs of elements, whatever piece is read and wherever the constant lies", () => {
  fc.assert(
    fc.property(
      fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 3 }),
      fc.nat(3),
      fc.nat(),
      (factors, inner, repeats, shift, place) => {
        const data = Float32Array.from({ length: factors.length * inner * repeats }, (_, i) => i - 3);
        const shifted = new Uint8Array(data.byteLength + shift);
        shifted.set(bytesOf(data), shift);
        const stored = constantOf(shifted.subarray(shift));
        const constant = scaledConstant(stored, Float32Array.from(factors), inner);
        const expected = bytesOf(
          data.map((value, i) => value * factors[Math.floor(i / inner) % factors.length]!),
        );
        const from = place % expected.length;
        expect(constant.range.source.read(from, expected.length - from)).toEqual(expected.subarray(from));
      },
    ),
  );
});

test("they are read from where the constant is, not from the beginning of its source", () => {
  const data = Float32Array.of(9, 1, 2, 3, 4);
  const { source } = rangeOf(bytesOf(data));
  const part = new Constant({ source, offset: 4, byteLength: 16 });
  const moved = transposedConstant(part, [2, 2], [1, 0], "FLOAT32");
  expect([...new Float32Array(readRange(moved.range).slice().buffer)]).toEqual([1, 3, 2, 4]);
});
