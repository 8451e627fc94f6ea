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
