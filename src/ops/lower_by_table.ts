import { allocateTensor, elementCount, type Tensor, type TensorType } from "../tensor/index.js";
import { inputOf } from "./check.js";
import type { NativeNode, RunningNode } from "./kernel.js";
import type { NativeStep } from "./lowering.js";
import { unlessRefused } from "./unless_refused.js";

/** The elements of those types in the order of their bit patterns. */
const elements = {
  INT8: () => Int8Array.from({ length: 256 }, (_, i) => i),
  UINT8: () => Uint8Array.from({ length: 256 }, (_, i) => i),
  BOOL: () => Uint8Array.from({ length: 256 }, (_, i) => i),
  INT16: () => Int16Array.from({ length: 65536 }, (_, i) => i),
};

const { max } = Math;

/**
 * The native step of a function of each element of the first input that has 8 or 16 bits: a table of what the reference gives
 * for all of them, so that the results are the same, bit for bit.
 *
 * @param least the smallest stored value that the function is defined for, where there are others; the step fails with them
 * @returns null for wider elements, and where the reference refuses some that it is defined for
 */
export function lowerByTable(
  node: NativeNode<unknown>,
  [output]: readonly TensorType[],
  reference: (node: never, outputs: readonly Tensor[], execution: never) => void,
  least = -Infinity,
): NativeStep[] | null {
  const input = inputOf(node, 0);
  if (!(input.dtype in elements)) return null;
  const data = elements[input.dtype as keyof typeof elements]();
  const [count, width] = [data.length, data.BYTES_PER_ELEMENT];
  const lowest = data[count / 2]! < 0 ? -count / 2 : 0;
  const first = max(least, lowest);
  const defined = lowest + count - first;
  if (defined <= 0) return null;
  for (let i = 0; i < count; i++) data[i] = max(data[i]!, first);
  return unlessRefused(() => {
    const table = allocateTensor({ ...output!, shape: [count] });
    const running: RunningNode<unknown> = { ...node, inputs: [{ ...input, shape: [count], data }] };
    // No function of single elements asks the session for anything.
    reference(running as never, [table], undefined as never);
    const { buffer, byteOffset, byteLength, BYTES_PER_ELEMENT } = table.data as Uint8Array;
    const constant = new Uint8Array(buffer, byteOffset, byteLength);
    const isOfBytes = width === 1 && BYTES_PER_ELEMENT === 1 && defined === count;
    return [
      {
        step: "lookup",
        operands: [{ input: 0 }, { constant }, { output: 0 }],
        parameters: [width, BYTES_PER_ELEMENT, elementCount(input.shape), first & (count - 1), defined],
        ...(isOfBytes ? { looksUp: constant } : {}),
      },
    ];
  });
}
