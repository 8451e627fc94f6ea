import { HalfliteError } from "../errors.js";
import type { Graph, Node as GraphNode, Model, Value } from "../graph/index.js";
import {
  type CustomOperators,
  customKernels,
  type Declared,
  findOperator,
  type Kernel,
  type Node,
} from "../ops/index.js";
import type { TensorType } from "../tensor/index.js";
import { readRange, recordOf, type TableDefinition } from "../tflite/index.js";
import { checkOrder } from "./check_order.js";
import { typeOf } from "./constants.js";

/** A node with its kernel found and its options decoded. */
export interface PreparedNode {
  readonly kernel: Kernel;
  /** The node as kernels see it, but for its inputs. */
  readonly fixed: Omit<Node<unknown>, "inputs">;
  readonly operator: string;
  readonly inputs: readonly (Value | null)[];
  /** For each input whether it is a variable tensor that the session keeps. A variable that callers give is an input. */
  readonly isState: readonly boolean[];
  readonly outputs: readonly (Value | null)[];
}

export interface PreparedGraph {
  readonly graph: Graph;
  readonly nodes: readonly PreparedNode[];
  /** Of its inputs. Elements count as the subgraph declares them, whatever its caller does. */
  readonly inputQuantization: readonly TensorType["quantization"][];
  /** Tensors without elements that nothing makes: constants in all but name. */
  readonly empty: readonly Value[];
}

/**
 * Finds the kernel of every node of the model.
 *
 * @param custom kernels of custom operators that the caller registered, by custom code
 * @throws UNSUPPORTED_OPERATOR listing every operator without one; SHAPE_MISMATCH where nodes are out of order
 */
export function prepare(model: Model, custom: CustomOperators): PreparedGraph[] {
  const missing = new Map<string, string>();
  const graphs = model.graphs.map((graph) => prepareGraph(graph, custom, missing));
  if (missing.size > 0) {
    const operators = [...missing].map(([operator, reason]) => ({ operator, reason }));
    throw new HalfliteError("UNSUPPORTED_OPERATOR", { file: model.file, operators });
  }
  return graphs;
}

const isEmpty = ({ attributes }: Value) => attributes.shape?.includes(0) ?? false;

/** Nodes without a kernel are left out and noted in `missing`. */
function prepareGraph(graph: Graph, custom: CustomOperators, missing: Map<string, string>): PreparedGraph {
  checkOrder(graph, (position) => placeOf(graph, position));
  const made = new Set([...graph.inputs, ...graph.nodes.flatMap((node) => node.outputs)]);
  const given = graph.values.filter((value) => !made.has(value));
  const states = new Set(given.filter((value) => value.attributes.isVariable && !value.constant));
  const nodes = graph.nodes.flatMap((node, position) => {
    const kernel = kernelOf(node, custom);
    if (kernel) return [prepareNode(graph, node, position, kernel, states)];
    const { builtinCode, customCode, version } = node.operator;
    if (builtinCode === "CUSTOM") missing.set(`custom operator "${customCode}"`, "it is not registered");
    else missing.set(`${builtinCode} version ${version}`, "it has no kernel");
    return [];
  });
  const inputQuantization = graph.inputs.map((value) => typeOf(value).quantization);
  return { graph, nodes, inputQuantization, empty: given.filter(isEmpty) };
}

function kernelOf({ operator }: GraphNode, custom: CustomOperators): Kernel | undefined {
  const { customCode } = operator;
  if (operator.builtinCode === "CUSTOM")
    return custom.get(customCode ?? "") ?? customKernels.get(customCode ?? "")?.();
  return findOperator(operator.builtinCode)?.kernel ?? undefined;
}

/** @param states variable tensors that the session keeps: nothing gives them a value */
function prepareNode(
  graph: Graph,
  node: GraphNode,
  position: number,
  kernel: Kernel,
  states: ReadonlySet<Value>,
): PreparedNode {
  const { operator, attributes, inputs, outputs, intermediates } = node;
  const place = placeOf(graph, position);
  const { customOptions } = attributes;
  const fixed = {
    place,
    options: optionsOf(node, kernel.options, place),
    customOptions: customOptions && readRange(customOptions),
    version: operator.version,
    outputs: outputs.map((value) => (value ? declared(value) : NOTHING)),
    intermediates: (intermediates ?? []).map((value) => value && declared(value)),
  };
  const isState = inputs.map((value) => value !== null && states.has(value));
  return { kernel, fixed, operator: nameOf(node), inputs, isState, outputs };
}

const nameOf = ({ operator: { builtinCode, customCode } }: GraphNode): string =>
  builtinCode === "CUSTOM" ? (customCode ?? "CUSTOM") : builtinCode;

/** How messages name a node. */
export const placeOf = ({ index, nodes }: Graph, position: number): string =>
  `subgraph ${index}, operator ${position} (${nameOf(nodes[position]!)})`;

const declared = (value: Value): Declared => ({ ...typeOf(value), name: value.name });

const NOTHING: Declared = { name: "", dtype: "FLOAT32", shape: [], quantization: null };

function optionsOf({ attributes }: GraphNode, table: TableDefinition | null, place: string): unknown {
  if (!table) return null;
  const options = attributes.builtinOptions ?? attributes.builtinOptions2;
  if (!options) return recordOf(table);
  if (options.type !== table.name)
    throw new HalfliteError("SHAPE_MISMATCH", {
      place,
      tensor: "options",
      expected: table.name,
      received: options.type,
    });
  return options.value;
}
