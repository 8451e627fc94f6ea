import { type ElementType, elementCount } from "../../tensor/index.js";
import { TopKV2Options } from "../../tflite/schema/general_options.js";
import { inputOf, mismatch, requireType, valuesOf } from "../check.js";
import { type Node, staticKernel } from "../kernel.js";
import { operator } from "../operator.js";

/** The k greatest elements of each row and their places, greatest first; the first place among equals, NaN last. */
export const topkV2 = operator("TOPK_V2", ["1.7.0", "1.14.0", "2.13.0"], {
  kernel: staticKernel(TopKV2Options, {
    infer(node) {
      const { dtype, shape, name } = inputOf(node, 0);
      requireType(node, inputOf(node, 0), "FLOAT32", "UINT8", "INT8", "INT16", "INT32", "INT64");
      if (shape.length === 0) throw mismatch(node, name, "a rank of 1 or more", "0");
      const [values, indices] = node.outputs;
      if (!values || !indices) throw mismatch(node, "outputs", "2", `${node.outputs.length}`);
      requireType(node, indices, "INT32", "INT16");
      const row = shape.at(-1)!;
      if (indices.dtype === "INT16" && row > 32767)
        throw mismatch(node, name, "at most 32767 elements in a row", `${row}`);
      const resized = [...shape.slice(0, -1), countOf(node, row)];
      return [
        { dtype, shape: resized, quantization: values.quantization },
        { dtype: indices.dtype, shape: resized, quantization: null },
      ];
    },
    reference(node, [values, indices]) {
      const { shape, data } = inputOf(node, 0);
      const row = shape.at(-1)!;
      const count = values!.shape.at(-1)!;
      if (count === 0) return;
      const [source, sink] = [data as Float32Array, values!.data as Float32Array];
      for (let r = 0; r * row < source.length; r++) {
        const places = greatest(source, r * row, row, count);
        places.forEach((place, i) => {
          sink[r * count + i] = source[r * row + place]!;
          indices!.data[r * count + i] = place;
        });
      }
    },
    native(node, [values, indices]) {
      const { dtype, shape } = inputOf(node, 0);
      const sizes = [elementCount(shape.slice(0, -1)), shape.at(-1)!, values!.shape.at(-1)!];
      return [
        {
          step: "top_k",
          operands: [{ input: 0 }, { output: 0 }, { output: 1 }],
          parameters: [rankedTypes[dtype]!, indices!.dtype === "INT16" ? 2 : 4, ...sizes],
        },
      ];
    },
  }),
});

/** The numbers of native/program/steps/top_k.cpp. */
const rankedTypes: Partial<Record<ElementType, number>> = {
  FLOAT32: 0,
  INT32: 1,
  INT8: 2,
  UINT8: 3,
  INT16: 4,
  INT64: 5,
};

function countOf(node: Node<unknown>, row: number): number {
  const count = inputOf(node, 1);
  requireType(node, count, "INT32", "INT16");
  const values = valuesOf(node, 1);
  if (values.length !== 1) throw mismatch(node, count.name, "one number", `${values.length}`);
  if (!(values[0]! >= 0 && values[0]! <= row))
    throw mismatch(node, count.name, `0 to ${row}`, `${values[0]}`);
  return values[0]!;
}

/** Up to so many places are found by insertion, more by sorting. */
const INSERTION_LIMIT = 32;

function greatest(source: Float32Array, start: number, row: number, count: number): number[] {
  // Also for 64-bit integers: nothing but comparisons is done with the elements.
  const precedes = (a: number, b: number) => {
    const [left, right] = [source[start + a]!, source[start + b]!];
    if (left === right) return a < b;
    return left > right || (Number.isNaN(right) && (!Number.isNaN(left) || a < b));
  };
  if (count > INSERTION_LIMIT) {
    const places = Array.from({ length: row }, (_, i) => i);
    return places.sort((a, b) => (precedes(a, b) ? -1 : 1)).slice(0, count);
  }
  const places: number[] = [];
  for (let place = 0; place < row; place++) {
    if (places.length === count && !precedes(place, places[count - 1]!)) continue;
    if (places.length === count) places.pop();
    let at = places.length;
    while (at > 0 && precedes(place, places[at - 1]!)) at--;
    places.splice(at, 0, place);
  }
  return places;
}
