import type { OperatorCode, Operator as OperatorRecord, Tensor as TensorRecord } from "../tflite/index.js";
import type { Constant } from "./constant.js";

/** What of a Tensor record needs no rewriting: everything but its name, type and buffer. */
export type TensorAttributes = Omit<TensorRecord, "name" | "type" | "buffer">;

/** What of an Operator record needs no rewriting: options, custom options, variable inputs. */
export type OperatorAttributes = Omit<OperatorRecord, "opcodeIndex" | "inputs" | "outputs" | "intermediates">;

/** An edge: one tensor of one subgraph. Its identity is the object; indices exist only in files. */
export interface Value {
  /** Empty where the file has none. */
  name: string;
  type: TensorRecord["type"];
  /** The content of a constant; null for an activation, an input or a variable. */
  constant: Constant | null;
  attributes: TensorAttributes;
}

/** One execution of an operator. An absent optional input is null. */
export interface Node {
  operator: OperatorCode;
  inputs: (Value | null)[];
  outputs: (Value | null)[];
  intermediates: (Value | null)[] | null;
  attributes: OperatorAttributes;
}

/** A node that must run after another although no value connects them. */
export interface ControlDependency {
  before: Node;
  after: Node;
}

/** One subgraph, its nodes in execution order. */
export interface Graph {
  name: string;
  /** The position among the model's subgraphs, which IF, WHILE, CALL and CALL_ONCE refer to by number. */
  readonly index: number;
  inputs: Value[];
  outputs: Value[];
  nodes: Node[];
  /** All tensors, in the file's order. New ones go to the end, so that an existing tensor keeps its number. */
  values: Value[];
  controlDependencies: ControlDependency[];
  debugMetadataIndex: number;
}

/** A use of a value: the node and the position among its inputs. */
export interface Use {
  node: Node;
  input: number;
}

/** Where each value of the graph is read. Values that no node reads are absent. */
export function usesOf(graph: Graph): Map<Value, Use[]> {
  const uses = new Map<Value, Use[]>();
  for (const node of graph.nodes) {
    node.inputs.forEach((value, input) => {
      if (!value) return;
      const known = uses.get(value);
      if (known) known.push({ node, input });
      else uses.set(value, [{ node, input }]);
    });
  }
  return uses;
}

/** How a message names a value: its name, or its number where it has none. */
export const nameOf = (value: Value, graph: Graph): string => value.name || `#${graph.values.indexOf(value)}`;
