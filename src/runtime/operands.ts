import { HalfliteError } from "../errors.js";
import type { Value } from "../graph/index.js";
import type { Input, Node, Operand } from "../ops/index.js";
import type { Tensor, TensorType } from "../tensor/index.js";

/** A value as kernels see it before its elements are known. */
export function operandFrom(
  value: Value,
  type: TensorType,
  data: Tensor["data"] | null,
  isVariable: boolean,
): Operand {
  const { dtype, shape, quantization } = type;
  return {
    dtype,
    shape,
    quantization,
    data,
    name: value.name,
    isVariable,
    sparsity: value.attributes.sparsity,
  };
}

/** The same with its elements. */
export function inputFrom(value: Value, tensor: Tensor, isVariable: boolean): Input {
  const { dtype, shape, quantization, data } = tensor;
  return {
    dtype,
    shape,
    quantization,
    data,
    name: value.name,
    isVariable,
    sparsity: value.attributes.sparsity,
  };
}

/** @throws SHAPE_MISMATCH for a node that wants more outputs than its operator has */
export function checkOutputCount({ place, outputs }: Node<unknown>, count: number): void {
  if (outputs.length <= count) return;
  throw new HalfliteError("SHAPE_MISMATCH", {
    place,
    tensor: "outputs",
    expected: `at most ${count}`,
    received: `${outputs.length}`,
  });
}
