import type { Value } from "../graph/index.js";
import { type NativeLowering, type NativeNode, type Operand, ValuesUnknown } from "../ops/index.js";
import type { TensorType } from "../tensor/index.js";
import { typeIn } from "./infer_types.js";
import type { KnownValues } from "./known_values.js";
import { kernelError } from "./memory.js";
import { operandFrom } from "./operands.js";
import type { PreparedNode } from "./prepare.js";

/** Why a node is left to the reference. */
export interface Unlowered {
  readonly reason: string;
  /** The input whose values have to be known. */
  readonly asked?: number;
}

/** What a lowering may know of what runs its steps. */
export type Machine = Pick<NativeNode<unknown>, "computesInFloat16" | "threads">;

/** What a node becomes: a native lowering, or the reason why there is none. */
export function lower(
  node: PreparedNode,
  types: ReadonlyMap<Value, TensorType>,
  known: KnownValues,
  machine: Machine,
): NativeLowering | Unlowered {
  const { kernel } = node;
  if ("execute" in kernel || !kernel.native) return { reason: "it has no native kernel" };
  if (node.outputs.includes(null)) return { reason: "one of its outputs is left out" };
  if (sharesState(node)) return { reason: "it reads or writes one variable tensor as several inputs" };
  const outputs = node.outputs.map((value, i) => (value ? types.get(value)! : node.fixed.outputs[i]!));
  const native: NativeNode<unknown> = {
    ...node.fixed,
    inputs: node.inputs.map((value, i) => value && operandOf(value, node.isState[i]!, types, known)),
    storedType(input) {
      const value = node.inputs[input];
      if (!value) return null;
      return known.half(value)
        ? "FLOAT16"
        : known.isKnown(value)
          ? (types.get(value)?.dtype ?? value.type)
          : null;
    },
    ...machine,
  };
  try {
    const lowering = kernel.native(native, outputs);
    if (lowering === "alias" && node.isState[0])
      return { reason: "a variable tensor has no place in an arena" };
    return lowering ?? { reason: "its native kernel does not know this form" };
  } catch (error) {
    if (error instanceof ValuesUnknown)
      return { reason: "what it does follows from values", asked: error.input };
    throw kernelError(error, node.fixed.place);
  }
}

/** Native steps may read and write their operands in any order, so each has memory of its own. */
function sharesState({ inputs, isState }: PreparedNode): boolean {
  if (!isState.includes(true)) return false;
  const states = inputs.filter((_, i) => isState[i]);
  return new Set(states).size < states.length;
}

function operandOf(
  value: Value,
  isState: boolean,
  types: ReadonlyMap<Value, TensorType>,
  known: KnownValues,
): Operand {
  const type = typeIn(types, value)!;
  // Restoring float16 weights only to look at them would cost what the native kernels save.
  const data = known.half(value) ? null : (known.tensor(value)?.data ?? null);
  return operandFrom(value, type, data, isState);
}
