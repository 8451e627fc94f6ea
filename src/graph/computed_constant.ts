import { arrayTypeOf, type ElementType } from "../tensor/index.js";
import { type ByteRange, computedSource } from "../tflite/index.js";
import { Constant } from "./constant.js";
import { exchangeOf, readExchanged } from "./exchange.js";

/**
 * A constant's elements in another order of dimensions. They are moved when they are read, piece by piece.
 *
 * @param constant dense, as it is stored
 * @param shape its dimensions
 * @param permutation output dimension d is dimension `permutation[d]`
 * @param dtype of elements of at least a byte each
 */
export function transposedConstant(
  constant: Constant,
  shape: readonly number[],
  permutation: readonly number[],
  dtype: ElementType,
): Constant {
  const width = arrayTypeOf(dtype)!.BYTES_PER_ELEMENT;
  const exchange = exchangeOf(shape, permutation);
  if (!exchange) return constant;
  return computed(`transpose of ${constant.range.source.name}`, constant.range, (offset, length) =>
    readExchanged(constant.range, exchange, width, offset, length),
  );
}

/**
 * A FLOAT32 constant times factors: element i times `factors[floor(i / inner) % factors.length]`, rounded to float32. They are
 * multiplied when they are read, piece by piece.
 *
 * @param inner elements that share a factor, one after another
 */
export function scaledConstant(constant: Constant, factors: Float32Array, inner: number): Constant {
  return computed(`multiple of ${constant.range.source.name}`, constant.range, (offset, length) => {
    const first = Math.floor(offset / 4);
    const count = Math.ceil((offset + length) / 4) - first;
    const { source, offset: start } = constant.range;
    const bytes = Uint8Array.from(source.read(start + 4 * first, 4 * count));
    scale(new Float32Array(bytes.buffer), first, factors, inner);
    return bytes.subarray(offset - 4 * first, offset - 4 * first + length);
  });
}

function scale(floats: Float32Array, first: number, factors: Float32Array, inner: number): void {
  for (let i = 0; i < floats.length; ) {
    const at = first + i;
    const factor = factors[Math.floor(at / inner) % factors.length]!;
    const end = Math.min(floats.length, i + inner - (at % inner));
    for (; i < end; i++) floats[i]! *= factor;
  }
}

function computed(
  name: string,
  { byteLength }: ByteRange,
  compute: (offset: number, length: number) => Uint8Array,
): Constant {
  return new Constant({ source: computedSource(name, byteLength, compute), offset: 0, byteLength });
}
