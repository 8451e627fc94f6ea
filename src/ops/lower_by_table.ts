import { allocateTensor, elementCount, type Tensor, type TensorType } from "../tensor/index.js";
import { inputOf } from "./check.js";
import type { NativeNode, RunningNode } from "./kernel.js";
import type { NativeStep } from "./lowering.js";
import { unlessRefused } from "./unless_refused.js";

/** An element of those types is one of so many bit patterns. */
const patterns = {
  INT8: (count: number) => Int8Array.from({ length: count }, (_, i) => i),
  UINT8: (count: number) => Uint8Array.from({ length: count }, (_, i) => i),
  BOOL: (count: number) => Uint8Array.from({ length: count }, (_, i) => i),
  INT16: (count: number) => Int16Array.from({ length: count }, (_, i) => i),
};

/**
 * The native step of a function of each element of the first input that has 8 or 16 bits: a table of what the reference gives
 * for all of them, so that the results are the same, bit for bit.
 *
 * @returns null for wider elements, and where the reference refuses some of them
 */
export function lowerByTable(
  node: NativeNode<unknown>,
  [output]: readonly TensorType[],
  reference: (node: never, outputs: readonly Tensor[], execution: never) => void,
): NativeStep[] | null {
  const input = inputOf(node, 0);
  if (!(input.dtype in patterns)) return null;
  const width = input.dtype === "INT16" ? 2 : 1;
  const count = 256 ** width;
  const data = patterns[input.dtype as keyof typeof patterns](count);
  return unlessRefused(() => {
    const table = allocateTensor({ ...output!, shape: [count] });
    const running: RunningNode<unknown> = { ...node, inputs: [{ ...input, shape: [count], data }] };
    // No function of single elements asks the session for anything.
    reference(running as never, [table], undefined as never);
    const { buffer, byteOffset, byteLength, BYTES_PER_ELEMENT } = table.data as Uint8Array;
    const constant = new Uint8Array(buffer, byteOffset, byteLength);
    return [
      {
        step: "lookup",
        operands: [{ input: 0 }, { constant }, { output: 0 }],
        parameters: [width, BYTES_PER_ELEMENT, elementCount(input.shape)],
      },
    ];
  });
}
