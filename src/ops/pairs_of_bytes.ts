import { allocateTensor, type Tensor, type TensorType } from "../tensor/index.js";
import { inputOf } from "./check.js";
import type { NativeNode, Operand, RunningNode } from "./kernel.js";
import type { PairsOfBytes } from "./lowering.js";

export type Reference = (node: never, outputs: readonly Tensor[], execution: never) => void;

/**
 * What a function of two elements of INT8 or UINT8 gives for pairs of them, by its reference.
 *
 * @returns null for other types, and unless both inputs have the shape of the output
 */
export function pairsOf(
  node: NativeNode<unknown>,
  output: TensorType,
  reference: Reference,
): PairsOfBytes | null {
  const inputs = [inputOf(node, 0), inputOf(node, 1)] as const;
  if (![...inputs, output].every(({ dtype }) => dtype === "INT8" || dtype === "UINT8")) return null;
  if (!inputs.every(({ shape }) => `${shape}` === `${output.shape}`)) return null;
  return (first, second) => {
    const shape = [first.length];
    const elements = (bytes: Uint8Array, { dtype }: Operand) =>
      dtype === "INT8" ? new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length) : bytes;
    const results = allocateTensor({ ...output, shape });
    const running: RunningNode<unknown> = {
      ...node,
      inputs: [first, second].map((bytes, i) => ({
        ...inputs[i]!,
        shape,
        data: elements(bytes, inputs[i]!),
      })),
    };
    // No function of single elements asks the session for anything.
    reference(running as never, [results], undefined as never);
    return new Uint8Array((results.data as Uint8Array).buffer);
  };
}
