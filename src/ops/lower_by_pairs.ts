import { allocateTensor, type Tensor, type TensorType } from "../tensor/index.js";
import { inputOf } from "./check.js";
import type { NativeNode, Operand, RunningNode } from "./kernel.js";
import { broadcastParameters } from "./lower_broadcast.js";
import type { NativeStep } from "./lowering.js";
import { unlessRefused } from "./unless_refused.js";

const BYTES = 256;

/**
 * The native step of a function of each pair of elements of two inputs of INT8 or UINT8, broadcast, that gives bytes: a table of what
 * the reference gives for all pairs, so that the results are the same, bit for bit.
 *
 * @param refused the stored value of the second input that the function is not defined for; the step fails with it
 * @returns null for wider elements, and where the reference refuses others
 */
export function lowerByPairs(
  node: NativeNode<unknown>,
  [output]: readonly TensorType[],
  reference: (node: never, outputs: readonly Tensor[], execution: never) => void,
  refused?: number,
): NativeStep[] | null {
  const [first, second] = [inputOf(node, 0), inputOf(node, 1)];
  const [elements, others] = [elementsOf(first), elementsOf(second)];
  const broadcast = broadcastParameters(output!.shape, [first.shape, second.shape]);
  if (!elements || !others || !broadcast) return null;
  const isDefinedForAll = refused === undefined || !others.includes(refused);
  // A constant has few elements, and a table is filled for those alone.
  const isRead = areRead(second);
  const columns = others.filter((element, pattern) => element !== refused && isRead[pattern]);
  return unlessRefused(() => {
    const results = allocateTensor({ ...output!, shape: [BYTES, columns.length] });
    const inputs = [
      { ...first, shape: [BYTES, 1], data: elements },
      { ...second, shape: [1, columns.length], data: columns },
    ];
    const running: RunningNode<unknown> = { ...node, inputs };
    // No function of single elements asks the session for anything.
    reference(running as never, [results], undefined as never);
    const constant = tableOf(results.data as Int8Array | Uint8Array, columns);
    return [
      {
        step: "lookup_pairs",
        operands: [{ input: 0 }, { input: 1 }, { constant }, { output: 0 }],
        parameters: [...(isDefinedForAll ? [0, BYTES] : [(refused + 1) & 255, BYTES - 1]), ...broadcast],
      },
    ];
  });
}

/** All elements in the order of their bit patterns; null for other types. */
function elementsOf({ dtype }: Operand): Int8Array | Uint8Array | null {
  const patterns = Uint8Array.from({ length: BYTES }, (_, i) => i);
  return dtype === "INT8" ? new Int8Array(patterns.buffer) : dtype === "UINT8" ? patterns : null;
}

/** For each bit pattern whether an input may hold it. */
function areRead({ data }: Operand): boolean[] {
  const areRead = new Array<boolean>(BYTES).fill(!data);
  for (const element of (data ?? []) as Int8Array) areRead[element & 255] = true;
  return areRead;
}

/** The results of all first elements with some second ones, where the bit patterns of both say. */
function tableOf(results: Int8Array | Uint8Array, columns: Int8Array | Uint8Array): Uint8Array {
  const table = new Uint8Array(BYTES * BYTES);
  results.forEach((result, i) => {
    const column = i % columns.length;
    table[((i - column) / columns.length) * BYTES + (columns[column]! & 255)] = result;
  });
  return table;
}
