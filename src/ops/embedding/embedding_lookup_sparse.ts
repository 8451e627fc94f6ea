import { elementCount } from "../../tensor/index.js";
import type { RecordOf } from "../../tflite/index.js";
import { EmbeddingLookupSparseOptions } from "../../tflite/schema/network_options.js";
import { inputOf, invalidValue, mismatch, numbers, requireRank, requireType, shapeText } from "../check.js";
import { type Node, type RunningNode, staticKernel } from "../kernel.js";
import { shapeFrom } from "../movement.js";
import { operator } from "../operator.js";

type Options = RecordOf<typeof EmbeddingLookupSparseOptions>;

const [IDS, INDICES, DENSE_SHAPE, WEIGHTS, TABLE] = [0, 1, 2, 3, 4];

/**
 * Weighted rows of a table, combined where they belong to the same place of the output. Inputs: ids INT32 [n], their places
 * INT32 [n, rank], the shape of all places INT32 [rank], weights FLOAT32 [n], the table FLOAT32 [rows, ...]. The last
 * coordinate of a place tells apart what is combined.
 */
export const embeddingLookupSparse = operator("EMBEDDING_LOOKUP_SPARSE", ["1.5.0"], {
  kernel: staticKernel(EmbeddingLookupSparseOptions, {
    infer(node) {
      check(node);
      const places = shapeFrom(node, DENSE_SHAPE).slice(0, -1);
      const shape = [...places, ...inputOf(node, TABLE).shape.slice(1)];
      return [{ dtype: "FLOAT32", shape, quantization: null }];
    },
    reference(node, [output]) {
      const sink = numbers(output!);
      const table = inputOf(node, TABLE);
      const size = elementCount(table.shape.slice(1));
      const weights = numbers(inputOf(node, WEIGHTS));
      const ids = numbers(inputOf(node, IDS));
      let sums = { place: 0, count: 0, weight: 0, squares: 0 };
      const finish = () =>
        divide(sink.subarray(sums.place * size, (sums.place + 1) * size), sums, node.options);
      for (let i = 0; i < ids.length; i++) {
        const place = placeOf(node, i);
        if (place !== sums.place) {
          finish();
          sums = { place, count: 0, weight: 0, squares: 0 };
        }
        const weight = weights[i]!;
        sums.count++;
        sums.weight += weight;
        sums.squares += weight * weight;
        const row = rowOf(node, ids[i]!) * size;
        for (let k = 0; k < size; k++) sink[place * size + k]! += numbers(table)[row + k]! * weight;
      }
      finish();
    },
  }),
});

function check(node: Node<Options>): void {
  for (const place of [IDS, INDICES, DENSE_SHAPE]) requireType(node, inputOf(node, place), "INT32");
  for (const place of [WEIGHTS, TABLE]) requireType(node, inputOf(node, place), "FLOAT32");
  requireRank(node, inputOf(node, IDS), 1);
  requireRank(node, inputOf(node, TABLE), 2, Infinity);
  const count = inputOf(node, IDS).shape[0]!;
  const rank = inputOf(node, DENSE_SHAPE).shape[0] ?? 0;
  if (rank < 1) throw mismatch(node, inputOf(node, DENSE_SHAPE).name, "1 dimension or more", "0");
  const expected = [
    [INDICES, [count, rank]],
    [WEIGHTS, [count]],
  ] as const;
  for (const [place, shape] of expected) {
    const input = inputOf(node, place);
    if (String(input.shape) !== String(shape))
      throw mismatch(node, input.name, shapeText(shape), shapeText(input.shape));
  }
}

/** The number of the output's row that the i-th id adds to. */
function placeOf(node: RunningNode<Options>, i: number): number {
  const sizes = numbers(inputOf(node, DENSE_SHAPE));
  const indices = numbers(inputOf(node, INDICES));
  let place = 0;
  for (let d = 0; d < sizes.length - 1; d++) {
    const index = indices[i * sizes.length + d]!;
    if (index < 0 || index >= sizes[d]!)
      throw invalidValue(node, inputOf(node, INDICES).name, `0 to ${sizes[d]! - 1}`, `${index}`);
    place = place * sizes[d]! + index;
  }
  return place;
}

function rowOf(node: RunningNode<Options>, id: number): number {
  const rows = inputOf(node, TABLE).shape[0]!;
  if (id < 0 || id >= rows)
    throw invalidValue(node, inputOf(node, IDS).name, `rows from 0 to ${rows - 1}`, `${id}`);
  return id;
}

function divide(
  row: { [index: number]: number; readonly length: number },
  { count, weight, squares }: { count: number; weight: number; squares: number },
  { combiner }: Options,
): void {
  if (count === 0 || combiner === "SUM") return;
  const divisor = combiner === "MEAN" ? weight : Math.sqrt(squares);
  for (let k = 0; k < row.length; k++) row[k]! /= divisor;
}
