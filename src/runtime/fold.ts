import type { RunningNode } from "../ops/index.js";
import { allocateTensor } from "../tensor/index.js";
import { NO_EXECUTION } from "./infer_types.js";
import type { KnownValues } from "./known_values.js";
import { byteLengthOf, kernelError } from "./memory.js";
import { inputFrom } from "./operands.js";
import type { PreparedNode } from "./prepare.js";
import { restoredConstant } from "./restored_constant.js";

/**
 * Computes a node whose inputs are all known, once for all runs. A DEQUANTIZE of float16 is put off: what reads it may
 * take the float16 numbers.
 *
 * @returns whether the node's outputs are known now
 */
export function fold(node: PreparedNode, known: KnownValues): boolean {
  const { kernel, inputs, outputs } = node;
  const restored = restoredConstant(node);
  if (restored) {
    (known.below ?? known).setHalf(outputs[0]!, restored);
    return true;
  }
  if ("execute" in kernel || kernel.stateful || inputs.length === 0) return false;
  if (node.isState.includes(true) || inputs.some((value) => value && !known.isKnown(value))) return false;
  const layer =
    known.below && inputs.every((value) => !value || known.below!.isKnown(value)) ? known.below : known;
  const first = inputs[0];
  if (node.operator === "DEQUANTIZE" && first?.type === "FLOAT16") {
    layer.setHalf(outputs[0]!, first);
    return true;
  }
  const running: RunningNode<unknown> = {
    ...node.fixed,
    inputs: inputs.map((value) => value && inputFrom(value, known.tensor(value)!, false)),
  };
  try {
    const types = kernel.infer(running);
    for (const type of types) known.memory.check(node.fixed.place, byteLengthOf(type));
    const results = types.map(allocateTensor);
    kernel.reference(running, results, NO_EXECUTION);
    outputs.forEach((value, i) => {
      if (value) layer.set(value, results[i]!);
    });
  } catch (error) {
    throw kernelError(error, node.fixed.place);
  }
  return true;
}
