import type { Node, Value } from "../../graph/index.js";
import { findOperator } from "../../ops/index.js";
import {
  type BuiltinOperator,
  type Operator,
  type RecordOf,
  recordOf,
  type TableDefinition,
} from "../../tflite/index.js";
import type { GraphView } from "./graph_view.js";

type Options = Operator["builtinOptions"];

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

/** Options of the operator: what is given, and the schema's defaults. */
function makeOptions(name: BuiltinOperator, values: object): Options {
  const table = tableOf(name);
  return table && ({ type: table.name, value: { ...recordOf(table), ...values } } as Options);
}

/** A node of a builtin operator. Options that are not given have the schema's defaults. */
export function makeNode(
  view: GraphView,
  name: BuiltinOperator,
  inputs: Node["inputs"],
  output: Value,
  options: object = {},
  version = 1,
): Node {
  return {
    operator: view.codes.of(name, version),
    inputs,
    outputs: [output],
    intermediates: null,
    attributes: {
      builtinOptions: makeOptions(name, options),
      builtinOptions2: null,
      customOptions: null,
      customOptionsFormat: "FLEXBUFFERS",
      mutatingVariableInputs: null,
      largeCustomOptionsOffset: 0n,
      largeCustomOptionsSize: 0n,
      debugMetadataIndex: -1,
    },
  };
}

/** The node with other inputs, another output or other options, in a version that has them. */
export function changed(
  view: GraphView,
  node: Node,
  change: { inputs?: Node["inputs"]; output?: Value; options?: object },
): Node {
  const name = node.operator.builtinCode;
  const inputs = change.inputs ?? node.inputs;
  const old = node.attributes.builtinOptions?.value ?? {};
  const builtinOptions = change.options
    ? makeOptions(name, { ...old, ...change.options })
    : node.attributes.builtinOptions;
  const version = Math.max(node.operator.version, leastVersion(name, inputs, builtinOptions?.value ?? {}));
  return {
    ...node,
    operator: version === node.operator.version ? node.operator : view.codes.of(name, version),
    inputs,
    outputs: change.output ? [change.output] : node.outputs,
    attributes: { ...node.attributes, builtinOptions },
  };
}

/** The version of float operators that has what a change may bring in. */
function leastVersion(name: BuiltinOperator, inputs: Node["inputs"], options: object): number {
  const { keepNumDims, fusedActivationFunction = "NONE" } = options as Record<string, unknown>;
  if (name === "FULLY_CONNECTED") return keepNumDims ? 5 : 1;
  if (name !== "TRANSPOSE_CONV") return 1;
  return fusedActivationFunction !== "NONE" ? 4 : inputs[3] ? 3 : 1;
}
