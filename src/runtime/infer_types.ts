import type { Value } from "../graph/index.js";
import { type Execution, type Node, type Operand, type RunningNode, ValuesUnknown } from "../ops/index.js";
import { allocateTensor, elementCount, type Tensor, type TensorType } from "../tensor/index.js";
import { constantTensor, typeOf } from "./constants.js";
import type { PreparedGraph, PreparedNode } from "./prepare.js";

/** What is known of a graph's values before it runs. */
export interface InferredGraph {
  /** The types of values; a value that is absent has a type that follows from values. */
  readonly types: ReadonlyMap<Value, TensorType>;
  /** Small values that are known although no constant holds them: shapes, and what is computed from shapes and constants. */
  readonly folded: ReadonlyMap<Value, Tensor>;
}

/** Larger results are left to the run: folding serves shapes, not weights. */
const MOST_FOLDED_ELEMENTS = 4096;

/**
 * Infers the types of all values of a graph from the types of its inputs.
 *
 * @throws SHAPE_MISMATCH, UNSUPPORTED_OPERATOR where an operator refuses its inputs
 */
export function inferTypes({ graph, nodes }: PreparedGraph, inputs: readonly TensorType[]): InferredGraph {
  const types = new Map<Value, TensorType>();
  const folded = new Map<Value, Tensor>();
  graph.inputs.forEach((value, i) => {
    const type = inputs[i];
    if (type) types.set(value, { dtype: type.dtype, shape: type.shape, quantization: type.quantization });
  });
  for (const node of nodes) inferNode(node, types, folded);
  for (const value of graph.values) {
    if (!types.has(value) && isKept(value)) types.set(value, typeOf(value));
  }
  return { types, folded };
}

/** A value that no node makes: a constant or a variable. */
const isKept = (value: Value) => value.constant !== null || value.attributes.isVariable;

function inferNode(node: PreparedNode, types: Map<Value, TensorType>, folded: Map<Value, Tensor>): void {
  const { kernel } = node;
  if ("execute" in kernel) return;
  const inputs = node.inputs.map((value) => value && operandOf(value, types, folded));
  if (inputs.includes(undefined)) return;
  const call: Node<unknown> = { ...node.fixed, inputs: inputs as (Operand | null)[] };
  let outputs: readonly TensorType[];
  try {
    outputs = kernel.infer(call);
  } catch (error) {
    if (error instanceof ValuesUnknown) return;
    throw error;
  }
  node.outputs.forEach((value, i) => {
    if (value) types.set(value, outputs[i]!);
  });
  const known =
    kernel.readsOnlyShapes || call.inputs.every((input) => !input || (input.data && !input.isVariable));
  const small = outputs.every(({ shape }) => elementCount(shape) <= MOST_FOLDED_ELEMENTS);
  if (!known || !small || kernel.stateful) return;
  const tensors = outputs.map(allocateTensor);
  kernel.reference(call as RunningNode<unknown>, tensors, NO_EXECUTION);
  node.outputs.forEach((value, i) => {
    if (value) folded.set(value, tensors[i]!);
  });
}

function operandOf(
  value: Value,
  types: ReadonlyMap<Value, TensorType>,
  folded: ReadonlyMap<Value, Tensor>,
): Operand | undefined {
  const { name, constant, attributes } = value;
  const tensor = folded.get(value) ?? (constant && !types.has(value) ? constantTensor(value) : undefined);
  const type = tensor ?? types.get(value) ?? (isKept(value) ? typeOf(value) : undefined);
  return type && { ...type, data: tensor?.data ?? null, name, isVariable: attributes.isVariable };
}

/** Kernels that are folded are static and keep no state, so none of this is called. */
const refuse = (): never => {
  throw new Error("a folded node asked for its session");
};
const NO_EXECUTION: Execution = { call: refuse, countStep: refuse, state: refuse };
