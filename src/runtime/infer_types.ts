import { isHalfliteError } from "../errors.js";
import type { Value } from "../graph/index.js";
import {
  type Execution,
  type Node,
  type Operand,
  type RunningNode,
  type StaticKernel,
  ValuesUnknown,
} from "../ops/index.js";
import { allocateTensor, elementCount, type Tensor, type TensorType } from "../tensor/index.js";
import { constantTensor, typeOf } from "./constants.js";
import { kernelError } from "./memory.js";
import { checkOutputCount, operandFrom } from "./operands.js";
import type { PreparedGraph, PreparedNode } from "./prepare.js";
import { restoredConstant } from "./restored_constant.js";

/** What is known of a graph's values before it runs. */
export interface InferredTypes {
  /** The types of values; a value that is absent has a type that follows from values. */
  readonly types: ReadonlyMap<Value, TensorType>;
  /** Small values that are known although no constant holds them: shapes, and what is computed from shapes and constants. */
  readonly folded: ReadonlyMap<Value, Tensor>;
  /** The position of the first node whose outputs' types follow from values; the number of nodes if there is none. */
  readonly end: number;
}

/** Sets the types of a dynamic node's outputs, if they are known; whether they are. */
type InferDynamic = (node: PreparedNode, types: Map<Value, TensorType>) => boolean;

/** Larger results are left to others: folding serves shapes, not weights, and floats are at most the bounds of a range. */
const MOST_FOLDED_ELEMENTS = 4096;
const MOST_FOLDED_FLOATS = 64;

/**
 * Infers the types of a graph's values from those that are known.
 *
 * @param known types of the graph's inputs and of whatever nodes before `from` have made
 * @param from the position of the first node
 * @param constantOf gives the tensor of a constant, if somebody keeps those
 * @param inferDynamic finds the types of the outputs of a node that only a session knows; whether it did
 * @throws SHAPE_MISMATCH, UNSUPPORTED_OPERATOR where an operator refuses its inputs
 */
export function inferTypes(
  { nodes }: PreparedGraph,
  known: ReadonlyMap<Value, TensorType>,
  from = 0,
  constantOf = constantTensor,
  inferDynamic: InferDynamic = () => false,
): InferredTypes {
  const types = new Map<Value, TensorType>(known);
  const folded = new Map<Value, Tensor>();
  let end = nodes.length;
  for (let i = from; i < nodes.length; i++) {
    const node = nodes[i]!;
    const restored = restoredType(node, types, constantOf);
    if (restored) types.set(node.outputs[0]!, restored);
    else if (!inferNode(node, types, folded, constantOf, inferDynamic) && end === nodes.length) end = i;
  }
  return { types, folded, end };
}

/**
 * Whether a graph's own declared shapes do not fit its nodes, but those may that come with its inputs: open dimensions are taken as 1
 * before.
 */
export const needsOtherShapes = (error: unknown, { graph }: PreparedGraph): boolean =>
  isHalfliteError(error, "SHAPE_MISMATCH") && graph.inputs.some(isOpen);

const isOpen = ({ attributes }: Value): boolean =>
  Boolean(attributes.shapeSignature?.includes(-1) || attributes.shape?.includes(-1));

/** The types that a graph starts from. */
export function givenTypes(
  { graph, empty }: PreparedGraph,
  inputs: readonly TensorType[],
): Map<Value, TensorType> {
  const types = new Map<Value, TensorType>(empty.map((value) => [value, typeOf(value)]));
  graph.inputs.forEach((value, i) => {
    types.set(value, inputs[i]!);
  });
  return types;
}

/** The types of a graph's outputs for inputs of the given types; null for those that follow from values. */
export function outputTypes(prepared: PreparedGraph, inputs: readonly TensorType[]): (TensorType | null)[] {
  const { graph } = prepared;
  const { types } = inferTypes(prepared, givenTypes(prepared, inputs));
  return graph.outputs.map((value) => typeIn(types, value) ?? null);
}

/** A value that no node makes: a constant or a variable. */
export const isKept = (value: Value): boolean => value.constant !== null || value.attributes.isVariable;

/** The type of a value as far as it is known. */
export const typeIn = (types: ReadonlyMap<Value, TensorType>, value: Value): TensorType | undefined =>
  types.get(value) ?? (isKept(value) ? typeOf(value) : undefined);

/** The type that a float16 constant has behind its DEQUANTIZE. Small ones are folded like others: lowerings may ask for their values. */
function restoredType(
  node: PreparedNode,
  types: ReadonlyMap<Value, TensorType>,
  constantOf: (value: Value) => Tensor,
): TensorType | null {
  const restored = restoredConstant(node);
  if (!restored || types.has(restored)) return null;
  const { shape } = constantOf(restored);
  return elementCount(shape) > MOST_FOLDED_FLOATS ? { dtype: "FLOAT32", quantization: null, shape } : null;
}

/** @returns whether the types of the node's outputs are known now */
function inferNode(
  node: PreparedNode,
  types: Map<Value, TensorType>,
  folded: Map<Value, Tensor>,
  constantOf: (value: Value) => Tensor,
  inferDynamic: InferDynamic,
): boolean {
  const { kernel } = node;
  if ("execute" in kernel) return inferDynamic(node, types);
  const inputs = node.inputs.map(
    (value, i) => value && operandOf(value, node.isState[i]!, types, folded, constantOf),
  );
  if (inputs.includes(undefined)) return false;
  const call: Node<unknown> = { ...node.fixed, inputs: inputs as (Operand | null)[] };
  try {
    inferOutputs(node, kernel, call, types, folded);
    return true;
  } catch (error) {
    if (error instanceof ValuesUnknown) return false;
    throw kernelError(error, call.place);
  }
}

function inferOutputs(
  node: PreparedNode,
  kernel: StaticKernel<unknown>,
  call: Node<unknown>,
  types: Map<Value, TensorType>,
  folded: Map<Value, Tensor>,
): void {
  const outputs = kernel.infer(call);
  checkOutputCount(call, outputs.length);
  node.outputs.forEach((value, i) => {
    if (value) types.set(value, outputs[i]!);
  });
  const foldable =
    kernel.readsOnlyShapes ||
    (call.inputs.length > 0 && call.inputs.every((input) => !input || (input.data && !input.isVariable)));
  const small = outputs.every(
    ({ dtype, shape }) =>
      elementCount(shape) <=
      (dtype === "FLOAT32" || dtype === "FLOAT16" ? MOST_FOLDED_FLOATS : MOST_FOLDED_ELEMENTS),
  );
  if (!foldable || !small || kernel.stateful) return;
  const tensors = outputs.map(allocateTensor);
  kernel.reference(call as RunningNode<unknown>, tensors, NO_EXECUTION);
  node.outputs.forEach((value, i) => {
    if (value) folded.set(value, tensors[i]!);
  });
}

function operandOf(
  value: Value,
  isVariable: boolean,
  types: ReadonlyMap<Value, TensorType>,
  folded: ReadonlyMap<Value, Tensor>,
  constantOf: (value: Value) => Tensor,
): Operand | undefined {
  const tensor = folded.get(value) ?? (value.constant && !types.has(value) ? constantOf(value) : undefined);
  const type = tensor ?? typeIn(types, value);
  return type && operandFrom(value, type, tensor?.data ?? null, isVariable);
}

/** Kernels that are folded are static and keep no state, so none of this is called. */
const refuse = (): never => {
  throw new Error("a folded node asked for its session");
};
export const NO_EXECUTION: Execution = {
  call: refuse,
  countStep: refuse,
  state: refuse,
  keep: refuse,
};
