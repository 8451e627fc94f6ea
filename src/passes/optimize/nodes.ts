import { type Node, operatorAttributes, type Value } from "../../graph/index.js";
import { findOperator } from "../../ops/index.js";
import {
  type BuiltinOperator,
  operatorOptions,
  type RecordOf,
  recordOf,
  type TableDefinition,
} from "../../tflite/index.js";
import type { GraphView } from "./graph_view.js";

/** The table of an operator's options; null if it has none. */
const tableOf = (name: BuiltinOperator): TableDefinition | null =>
  findOperator(name)?.kernel?.options ?? null;

/** The node executes one of the operators. */
export const executes = (node: Node | null | undefined, ...names: readonly BuiltinOperator[]): node is Node =>
  Boolean(node && names.includes(node.operator.builtinCode));

/** The node that writes the value, if it executes one of the operators. */
export function producerOf(
  view: GraphView,
  value: Value | null | undefined,
  ...names: readonly BuiltinOperator[]
): Node | undefined {
  const node = view.producerOf(value);
  return executes(node, ...names) ? node : undefined;
}

/** The node's options, the schema's defaults where the file has none; null where they are another operator's. */
export function optionsOf<T extends TableDefinition>(node: Node, table: T): RecordOf<T> | null {
  const options = node.attributes.builtinOptions;
  if (!options) return recordOf(table);
  return options.type === table.name ? (options.value as RecordOf<T>) : null;
}

/** The activation behind the node's own function; null where it has none to give, or options of another operator. */
export function activationOf(node: Node): string | null {
  const table = tableOf(node.operator.builtinCode);
  const options = table && optionsOf(node, table);
  return ((options as Record<string, unknown> | null)?.fusedActivationFunction as string | undefined) ?? null;
}

/** A node of a builtin operator. Options that are not given have the schema's defaults. */
export function makeNode(
  view: GraphView,
  name: BuiltinOperator,
  inputs: Node["inputs"],
  output: Value,
  options: Readonly<Record<string, unknown>> = {},
): Node {
  return {
    operator: view.codes.of(name),
    inputs,
    outputs: [output],
    intermediates: null,
    attributes: operatorAttributes(operatorOptions(tableOf(name), options)),
  };
}

/** The node with other inputs, another output or other options. */
export function changed(
  node: Node,
  change: { inputs?: Node["inputs"]; output?: Value; options?: Readonly<Record<string, unknown>> },
): Node {
  const table = tableOf(node.operator.builtinCode);
  const options =
    change.options && operatorOptions(table, { ...node.attributes.builtinOptions?.value, ...change.options });
  return {
    ...node,
    inputs: change.inputs ?? node.inputs,
    outputs: change.output ? [change.output] : node.outputs,
    attributes: { ...node.attributes, ...options },
  };
}
