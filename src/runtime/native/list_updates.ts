import type { Value } from "../../graph/index.js";
import { writeElement } from "../../ops/index.js";
import { constantTensor, typeOf } from "../constants.js";
import type { PreparedGraph, PreparedNode } from "../prepare.js";

/**
 * A graph whose writes to lists keep their shapes. TensorFlow's converter writes element i of a list, whose elements are stacked in one
 * tensor, by putting together the slice before it, the element and the slice behind it; sizes of slices follow from i, and each
 * would be another shape to compile for. The whole has one shape for all i.
 */
export function withListUpdates(prepared: PreparedGraph): PreparedGraph {
  const makers = new Map<Value | null, PreparedNode>(
    prepared.nodes.flatMap((node) =>
      node.outputs.map((value): [Value | null, PreparedNode] => [value, node]),
    ),
  );
  const nodes = prepared.nodes.flatMap((node) => updateOf(node, makers) ?? [node]);
  return nodes.length === prepared.nodes.length ? prepared : withoutUnused({ ...prepared, nodes });
}

type Makers = ReadonlyMap<Value | null, PreparedNode>;

/** The nodes that do the same as a CONCATENATION that writes an element; null for all others. */
function updateOf(node: PreparedNode, makers: Makers): PreparedNode[] | null {
  if (!isPlainConcatenation(node) || node.inputs.length !== 3) return null;
  const [before, element, behind] = node.inputs;
  const head = sliceOf(before, makers);
  const tail = sliceOf(behind, makers);
  if (!element || !head || !tail || head.list !== tail.list) return null;
  const { shape } = typeOf(head.list);
  const [, ...row] = shape;
  if (String(typeOf(element).shape) !== String([1, ...row])) return null;
  const end = indexOf(head.size, makers);
  const begin = indexOf(tail.begin, makers);
  if (!end || !begin || !isNextOf(begin.index, end.index, makers)) return null;
  const covers =
    isOf(head.begin, shape.length, (at) => at === 0) &&
    isOf(end.rest, row.length, (size, d) => size === row[d] || size === -1) &&
    isOf(begin.rest, row.length, (at) => at === 0) &&
    isOf(tail.size, shape.length, (size, d) => size === -1 || (d > 0 && size === shape[d]));
  return covers ? writeTo(head.list, element, node, begin.maker, [end.element, begin.rest]) : null;
}

/** @param joins the CONCATENATION that made the first place behind the element: another one makes the element's place */
function writeTo(
  list: Value,
  element: Value,
  node: PreparedNode,
  joins: PreparedNode,
  place: readonly [Value, Value],
): PreparedNode[] {
  const start: Value = { ...joins.outputs[0]!, name: `${joins.outputs[0]!.name}, of the element` };
  const inputs = [list, element, start];
  return [
    { ...joins, inputs: place, outputs: [start] },
    {
      ...node,
      kernel: writeElement,
      fixed: { ...node.fixed, options: null },
      inputs,
      isState: inputs.map(() => false),
    },
  ];
}

function isPlainConcatenation({ operator, fixed }: PreparedNode): boolean {
  if (operator !== "CONCATENATION") return false;
  const { axis, fusedActivationFunction } = fixed.options as {
    axis: number;
    fusedActivationFunction: string;
  };
  return axis === 0 && fusedActivationFunction === "NONE";
}

function sliceOf(value: Value | null | undefined, makers: Makers) {
  const maker = makers.get(value ?? null);
  if (maker?.operator !== "SLICE" || maker.isState.includes(true)) return null;
  const [list, begin, size] = maker.inputs;
  return list && begin && size ? { list, begin, size } : null;
}

/** What [index, rest...] was put together from. */
function indexOf(value: Value, makers: Makers) {
  const maker = makers.get(value);
  if (!maker || !isPlainConcatenation(maker) || maker.inputs.length !== 2) return null;
  const [element, rest] = maker.inputs;
  const reshape = makers.get(element!);
  const index = reshape?.operator === "RESHAPE" ? reshape.inputs[0] : null;
  return element && rest && index && String(typeOf(element).shape) === "1"
    ? { maker, element, rest, index }
    : null;
}

function isNextOf(value: Value, index: Value, makers: Makers): boolean {
  const maker = makers.get(value);
  if (maker?.operator !== "ADD") return false;
  const { fusedActivationFunction } = maker.fixed.options as { fusedActivationFunction: string };
  const [a, b] = maker.inputs;
  const added = a === index ? b : b === index ? a : null;
  return fusedActivationFunction === "NONE" && !!added && String(integersOf(added)) === "1";
}

/** Whether a constant has so many integers, each of which is as it should be. */
function isOf(value: Value, count: number, is: (integer: number, i: number) => boolean): boolean {
  const integers = integersOf(value);
  return integers?.length === count && integers.every(is);
}

function integersOf(value: Value): number[] | null {
  if (!value.constant || (value.type !== "INT32" && value.type !== "INT64")) return null;
  return [...(constantTensor(value).data as Iterable<number | bigint>)].map(Number);
}

/** Without nodes whose results nobody reads. */
function withoutUnused(prepared: PreparedGraph): PreparedGraph {
  const read = new Set<Value | null>(prepared.graph.outputs);
  const nodes: PreparedNode[] = [];
  for (const node of [...prepared.nodes].reverse()) {
    const isPure = !("execute" in node.kernel) && !node.kernel.stateful && !node.isState.includes(true);
    if (isPure && !node.outputs.some((value) => read.has(value))) continue;
    for (const value of node.inputs) read.add(value);
    nodes.unshift(node);
  }
  return { ...prepared, nodes };
}
