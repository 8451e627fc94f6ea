import type { Value } from "../../graph/index.js";
import {
  type Execution,
  nameOfVariable,
  numberOfVariable,
  setVariable,
  valueRead,
  variablesOf,
} from "../../ops/index.js";
import type { Tensor, TensorType } from "../../tensor/index.js";
import { typeIn } from "../infer_types.js";
import type { PreparedGraph, PreparedNode } from "../prepare.js";
import { isSameType } from "./same_type.js";

/** A READ_VARIABLE, whose value is there before its segment runs. */
interface VariableRead {
  readonly node: PreparedNode;
  readonly name: string;
  /** What the value was when the segment was compiled. */
  readonly type: TensorType;
}

/** What a segment does with resource variables: it reads them when it begins and assigns them when it has run. */
export interface SegmentVariables {
  readonly reads: readonly VariableRead[];
  /** In the order of their nodes. */
  readonly assigned: readonly { readonly name: string; readonly value: Value }[];
  /** Handles that others ask for. */
  readonly handles: readonly { readonly name: string; readonly value: Value; readonly type: TensorType }[];
  /** The READ_VARIABLE at which the segment ends because its variable had no value. */
  readonly awaited: { readonly node: PreparedNode; readonly name: string } | null;
}

type State = Pick<Execution, "state">;

const current = (state: State, name: string): Tensor | undefined => {
  const variables = variablesOf(state);
  const number = variables.numbers.get(name);
  return number === undefined ? undefined : variables.values.get(number);
};

/** What the node reads now; undefined for nothing, or what it does not declare. */
function readNow(state: State, { fixed }: PreparedNode, name: string): Tensor | undefined {
  const value = current(state, name);
  const [output] = fixed.outputs;
  return value && output?.dtype === value.dtype ? valueRead(output, value) : undefined;
}

/**
 * The nodes on resource variables that a segment can hold: those that name their variable themselves, and read it before the segment
 * assigns it. A variable has any type at any time, so a segment fits those that its variables had when it was compiled.
 */
export class VariablePlan {
  /** By handle. */
  private readonly names = new Map<Value, string>();
  private readonly assignedNames = new Set<string>();
  private readonly reads: VariableRead[] = [];
  private readonly assigned: { name: string; value: Value }[] = [];
  private readonly handles: { name: string; value: Value; type: TensorType }[] = [];
  private readonly taken = new Set<PreparedNode>();

  constructor(
    private readonly prepared: PreparedGraph,
    private readonly state: State,
  ) {
    for (const { operator, outputs, fixed } of prepared.nodes)
      if (operator === "VAR_HANDLE" && outputs[0]) this.names.set(outputs[0], nameOfVariable(fixed.options));
  }

  /** Finds the types of the outputs of a node that only the session knows. @returns whether it did, and the node can be held */
  infer(node: PreparedNode, types: Map<Value, TensorType>): boolean {
    const name = this.nameFor(node);
    if (name === undefined) return false;
    const { operator, inputs, outputs } = node;
    if (operator === "ASSIGN_VARIABLE") {
      const value = inputs[1];
      if (!value || value.attributes.isVariable || !typeIn(types, value)) return false;
      this.assignedNames.add(name);
      return true;
    }
    const [output] = outputs;
    const read = readNow(this.state, node, name);
    if (operator !== "READ_VARIABLE" || !output || !read || this.assignedNames.has(name)) return false;
    const { dtype, shape, quantization } = read;
    types.set(output, { dtype, shape, quantization });
    return true;
  }

  /** The inputs and outputs of a node that need a place in an arena: handles need none. */
  placed({ operator, inputs, outputs }: PreparedNode): readonly (Value | null)[] {
    if (operator === "VAR_HANDLE") return [];
    const isNamed = operator === "READ_VARIABLE" || operator === "ASSIGN_VARIABLE";
    return [...(isNamed && this.names.has(inputs[0]!) ? inputs.slice(1) : inputs), ...outputs];
  }

  /** Takes a node of the segment that the session does apart from its steps. @returns whether it is one */
  take(node: PreparedNode, types: ReadonlyMap<Value, TensorType>): boolean {
    const { operator, inputs, outputs } = node;
    const name = operator === "VAR_HANDLE" ? this.names.get(outputs[0]!) : this.nameFor(node);
    if (name === undefined) return false;
    this.taken.add(node);
    if (operator === "ASSIGN_VARIABLE") {
      this.assigned.push({ name, value: inputs[1]! });
      return true;
    }
    const value = outputs[0]!;
    const type = types.get(value)!;
    if (operator === "READ_VARIABLE") this.reads.push({ node, name, type });
    else this.handles.push({ name, value, type });
    return true;
  }

  holds(node: PreparedNode): boolean {
    return this.taken.has(node);
  }

  /** Values that the session wants from a segment that holds what was taken. */
  get wanted(): Value[] {
    return this.assigned.map(({ value }) => value);
  }

  /** @param end the position behind the segment */
  plan(end: number): SegmentVariables {
    const { nodes, graph } = this.prepared;
    const later = new Set([...nodes.slice(end).flatMap(({ inputs }) => inputs), ...graph.outputs]);
    const next = nodes[end];
    const name = next?.operator === "READ_VARIABLE" ? this.nameFor(next) : undefined;
    const isAssigned = this.assigned.some((variable) => variable.name === name);
    const isAwaited = next && name !== undefined && !isAssigned && !readNow(this.state, next, name);
    return {
      reads: this.reads,
      assigned: this.assigned,
      handles: this.handles.filter(({ value }) => later.has(value)),
      awaited: isAwaited ? { node: next, name } : null,
    };
  }

  private nameFor({ operator, inputs }: PreparedNode): string | undefined {
    if (operator !== "READ_VARIABLE" && operator !== "ASSIGN_VARIABLE") return undefined;
    return inputs[0] ? this.names.get(inputs[0]) : undefined;
  }
}

export const NO_VARIABLES: SegmentVariables = { reads: [], assigned: [], handles: [], awaited: null };

/** Whether variables have the types now for which a segment was compiled, and it would not go on further. */
export function fitsVariables({ reads, awaited }: SegmentVariables, state: State): boolean {
  for (const { node, name, type } of reads) {
    const now = readNow(state, node, name);
    if (!now || !isSameType(now, type)) return false;
  }
  return !awaited || !readNow(state, awaited.node, awaited.name);
}

export const hasVariables = ({ reads, assigned, handles }: SegmentVariables): boolean =>
  reads.length + assigned.length + handles.length > 0;

/** Before a segment runs. */
export function readVariables({ reads }: SegmentVariables, state: State, tensors: Map<Value, Tensor>): void {
  for (const { node, name } of reads) tensors.set(node.outputs[0]!, readNow(state, node, name)!);
}

/** When it has run. @throws OUT_OF_MEMORY */
export function assignVariables(
  { assigned, handles }: SegmentVariables,
  execution: Execution,
  tensorOf: (value: Value) => Tensor,
  tensors: Map<Value, Tensor>,
): void {
  for (const { name, value } of assigned)
    setVariable(execution, numberOfVariable(execution, name), tensorOf(value));
  for (const { name, value, type } of handles)
    tensors.set(value, { ...type, data: Int32Array.of(numberOfVariable(execution, name)) });
}
