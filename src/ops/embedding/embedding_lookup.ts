import { numberToFloat16 } from "../../float16/index.js";
import { elementCount } from "../../tensor/index.js";
import { gatherBlocks } from "../block_copy.js";
import {
  inputOf,
  invalidValue,
  mismatch,
  numbers,
  outputOf,
  requireRank,
  requireType,
  unsupported,
} from "../check.js";
import type { Kernel, Node, Operand, RunningNode } from "../kernel.js";
import { lowerGather } from "../lower_gather.js";
import { operator } from "../operator.js";

const kernel: Kernel = {
  options: null,
  infer(node) {
    const [ids, table] = [inputOf(node, 0), inputOf(node, 1)];
    requireType(node, ids, "INT32");
    requireRank(node, ids, 1);
    requireRank(node, table, 2, Infinity);
    const { dtype, quantization } = outputOf(node);
    if (dtype !== table.dtype) checkQuantized(node, table);
    return [{ dtype, quantization, shape: [ids.shape[0]!, ...table.shape.slice(1)] }];
  },
  reference(node, [output]) {
    const ids = numbers(inputOf(node, 0));
    const { shape, ...table } = inputOf(node, 1);
    for (const id of ids)
      if (id < 0 || id >= shape[0]!)
        throw invalidValue(node, inputOf(node, 0).name, `rows from 0 to ${shape[0]! - 1}`, `${id}`);
    const block = elementCount(shape.slice(1));
    if (output!.dtype === table.dtype) gatherBlocks(table, output!, block, ids);
    else dequantizeRows(node, output!.data as Float32Array | Uint16Array, block);
  },
  native: (node, outputs) => lowerGather(node, outputs, { source: 1, positions: 0, axis: 0, batchDims: 0 }),
};

/** A quantized table has no zero point, and one scale or one for each row. */
function checkQuantized(node: Node<unknown>, table: Operand): void {
  const { dtype } = outputOf(node);
  requireType(node, table, "INT8", "UINT8", "INT4", "INT2");
  if (dtype !== "FLOAT32" && dtype !== "FLOAT16") throw unsupported(node, `${table.dtype} as ${dtype}`);
  const { scale, zeroPoint, quantizedDimension } = table.quantization ?? { scale: [], zeroPoint: [] };
  if (scale.length !== 1 && (scale.length !== table.shape[0] || quantizedDimension !== 0))
    throw mismatch(node, table.name, `1 or ${table.shape[0]} scales`, `${scale.length}`);
  if (zeroPoint.some((point) => point !== 0)) throw mismatch(node, table.name, "zero points of 0", "others");
}

function dequantizeRows(node: RunningNode<unknown>, sink: Float32Array | Uint16Array, block: number): void {
  const { data, quantization } = inputOf(node, 1);
  const { scale } = quantization!;
  // What is called UINT8 are the same bits as INT8.
  const stored = data instanceof Int8Array ? data : Int8Array.from(data as Uint8Array);
  numbers(inputOf(node, 0)).forEach((id, row) => {
    const factor = scale.length > 1 ? scale[id]! : scale[0]!;
    for (let k = 0; k < block; k++) {
      const real = Math.fround(stored[id * block + k]! * factor);
      sink[row * block + k] = sink instanceof Float32Array ? real : numberToFloat16(real);
    }
  });
}

/** Rows of a table: INT32 [n] and [rows, ...] to [n, ...], of the table's type or dequantized to FLOAT32 or FLOAT16. */
export const embeddingLookup = operator(
  "EMBEDDING_LOOKUP",
  ["1.13.0", "1.14.0", "1.14.0", "2.18.0", "2.21.0"],
  { kernel },
);
