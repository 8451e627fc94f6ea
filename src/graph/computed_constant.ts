import type { ElementType } from "../tensor/index.js";
import { dataFrom, elementCount, stridesOf } from "../tensor/index.js";
import { computedSource, readRange } from "../tflite/index.js";
import { Constant } from "./constant.js";

export function transposedConstant(
  constant: Constant,
  shape: readonly number[],
  permutation: readonly number[],
  dtype: ElementType,
): Constant {
  const size = constant.byteLength;
  let all: Uint8Array | undefined;
  const compute = () => {
    const from = dataFrom(dtype, readRange(constant.range), elementCount(shape)) as Float32Array;
    const to = new Float32Array(from.length);
    const strides = stridesOf(shape);
    const out = permutation.map((d) => shape[d]!);
    const steps = permutation.map((d) => strides[d]!);
    const index = out.map(() => 0);
    let at = 0;
    for (let i = 0; i < to.length; i++) {
      to[i] = from[at]!;
      for (let d = out.length - 1; d >= 0; d--) {
        index[d]!++;
        at += steps[d]!;
        if (index[d]! < out[d]!) break;
        at -= index[d]! * steps[d]!;
        index[d] = 0;
      }
    }
    return new Uint8Array(to.buffer);
  };
  const source = computedSource("transposed", size, (offset, length) => {
    all ??= compute();
    return all.subarray(offset, offset + length);
  });
  return new Constant({ source, offset: 0, byteLength: size });
}

export function scaledConstant(constant: Constant, factors: Float32Array, inner: number): Constant {
  const compute = (offset: number, length: number) => {
    const first = Math.floor(offset / 4);
    const last = Math.ceil((offset + length) / 4);
    const { source, offset: start } = constant.range;
    const bytes = source.read(start + 4 * first, 4 * (last - first)).slice();
    const floats = new Float32Array(bytes.buffer, 0, last - first);
    for (let i = 0; i < floats.length; i++)
      floats[i]! *= factors[Math.floor((first + i) / inner) % factors.length]!;
    return bytes.subarray(offset - 4 * first, offset - 4 * first + length);
  };
  const source = computedSource("scaled", constant.byteLength, compute);
  return new Constant({ source, offset: 0, byteLength: constant.byteLength });
}
