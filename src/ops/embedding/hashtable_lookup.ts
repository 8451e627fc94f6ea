import { elementCount, type Tensor } from "../../tensor/index.js";
import { gatherBlocks } from "../block_copy.js";
import { inputOf, mismatch, numbers, outputOf, requireRank, requireType, shapeText } from "../check.js";
import type { Kernel } from "../kernel.js";
import { operator } from "../operator.js";

const [LOOKUP, KEYS, VALUES] = [0, 1, 2];

const kernel: Kernel = {
  options: null,
  infer(node) {
    const [lookup, keys, values] = [inputOf(node, LOOKUP), inputOf(node, KEYS), inputOf(node, VALUES)];
    for (const input of [lookup, keys]) {
      requireType(node, input, "INT32");
      requireRank(node, input, 1);
    }
    requireRank(node, values, 1, values.dtype === "STRING" ? 1 : Infinity);
    if (values.shape[0] !== keys.shape[0])
      throw mismatch(node, values.name, `${keys.shape[0]} rows`, shapeText(values.shape));
    const [found, hits] = [outputOf(node, 0), outputOf(node, 1)];
    requireType(node, found, values.dtype);
    requireType(node, hits, "UINT8");
    const count = lookup.shape[0]!;
    return [
      { dtype: found.dtype, quantization: found.quantization, shape: [count, ...values.shape.slice(1)] },
      { dtype: "UINT8", quantization: null, shape: [count] },
    ];
  },
  reference(node, [output, hits]) {
    const keys = numbers(inputOf(node, KEYS));
    const values = inputOf(node, VALUES);
    const rows = Array.from(numbers(inputOf(node, LOOKUP)), (key) => find(keys, key));
    const block = elementCount(values.shape.slice(1));
    gatherBlocks(
      values,
      output!,
      block,
      rows.map((row) => Math.max(row, 0)),
    );
    rows.forEach((row, i) => {
      if (row < 0) clear(output!, i, rows.length);
      else hits!.data[i] = 1;
    });
  },
};

/** Zeros, or empty strings, in one of so many rows. */
function clear({ data }: Tensor, row: number, rows: number): void {
  const [start, end] = [(row * data.length) / rows, ((row + 1) * data.length) / rows];
  if (Array.isArray(data)) data.fill(new Uint8Array(0), start, end);
  else if (data instanceof BigInt64Array || data instanceof BigUint64Array) data.fill(0n, start, end);
  else data.fill(0, start, end);
}

/** The row of a key among ascending ones; -1 where there is none. */
function find(keys: ArrayLike<number>, key: number): number {
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (keys[middle] === key) return middle;
    if (key < keys[middle]!) high = middle;
    else low = middle + 1;
  }
  return -1;
}

/** Rows by key, INT32 [n] among ascending keys, zeros where there is none; and whether there is one. */
export const hashtableLookup = operator("HASHTABLE_LOOKUP", ["1.5.0"], { kernel });
