import type { OperatorCode } from "../tflite/index.js";
import type { Graph, Node, Value } from "./graph.js";
import type { MetadataEntry, Model } from "./model.js";

/** What a rule did, in words: kept for the report and for `inspect --explain`. */
export interface Rewrite {
  /** The rule's name. */
  rule: string;
  /** The subgraph's number, or -1 when the rewrite concerns the whole file. */
  subgraph: number;
  /** The tensor, node or metadata entry. */
  place: string;
  text: string;
}

/** Where a new node goes in the execution order. */
export type Position = "first" | { after: Node };

/** A change to one graph, made by a rule that only reads the graph. Steps are applied in the order of the fields. */
export interface Patch {
  rewrite: Rewrite;
  graph: Graph;
  /** New name, type or content of values. */
  update?: { value: Value; name?: Value["name"]; type?: Value["type"]; constant?: Value["constant"] }[];
  /** New values; they get the next free tensor numbers. */
  addValues?: Value[];
  addNodes?: { node: Node; at: Position }[];
  /** New kind, operands or options of nodes. */
  change?: ({ node: Node } & Partial<Pick<Node, "operator" | "inputs" | "outputs" | "attributes">>)[];
  /** Every node input that reads `from` reads `to` instead. */
  redirect?: { from: Value; to: Value }[];
  removeNodes?: Node[];
  removeValues?: Value[];
}

/** A change to the file's metadata: null content removes the entry. */
export interface MetadataPatch {
  rewrite: Rewrite;
  set: MetadataEntry;
}

const has = <T>(list: readonly T[] | undefined): list is readonly T[] =>
  list !== undefined && list.length > 0;

/** Applies patches of one graph. Linear in the graph's size, however many patches there are. */
export function applyPatches(graph: Graph, patches: readonly Patch[]): void {
  const redirected = new Map<Value, Value>();
  const removedNodes = new Set<Node>();
  const removedValues = new Set<Value>();
  const first: Node[] = [];
  const after = new Map<Node, Node[]>();
  for (const patch of patches) {
    for (const { value, ...change } of patch.update ?? []) Object.assign(value, change);
    for (const { node, ...change } of patch.change ?? []) Object.assign(node, change);
    if (has(patch.addValues)) graph.values.push(...patch.addValues);
    for (const { node, at } of patch.addNodes ?? []) {
      if (at === "first") first.push(node);
      else after.set(at.after, [...(after.get(at.after) ?? []), node]);
    }
    for (const { from, to } of patch.redirect ?? []) redirected.set(from, to);
    for (const node of patch.removeNodes ?? []) removedNodes.add(node);
    for (const value of patch.removeValues ?? []) removedValues.add(value);
  }
  const nodes = [...first, ...graph.nodes.flatMap((node) => [node, ...(after.get(node) ?? [])])];
  graph.nodes = nodes.filter((node) => !removedNodes.has(node));
  for (const node of graph.nodes) {
    node.inputs = node.inputs.map((value) => (value && redirected.get(value)) ?? value);
  }
  graph.values = graph.values.filter((value) => !removedValues.has(value));
  graph.controlDependencies = graph.controlDependencies.filter(
    ({ before, after: later }) => !removedNodes.has(before) && !removedNodes.has(later),
  );
}

/** Sets, replaces or removes metadata entries. */
export function applyMetadataPatches(model: Model, patches: readonly MetadataPatch[]): void {
  for (const { set } of patches) {
    const at = model.metadata.findIndex((entry) => entry.name === set.name);
    if (set.content === null) {
      if (at >= 0) model.metadata.splice(at, 1);
    } else if (at >= 0) model.metadata[at] = set;
    else model.metadata.push(set);
  }
}

/** Drops the operator codes that no node executes any more, and puts the ones that nodes newly execute in front. */
export function settleOperatorCodes(model: Model, removable: ReadonlySet<OperatorCode>): void {
  const used = new Set(model.graphs.flatMap((graph) => graph.nodes.map((node) => node.operator)));
  const known = new Set(model.operatorCodes);
  const added = [...used].filter((operator) => !known.has(operator));
  const kept = model.operatorCodes.filter((operator) => used.has(operator) || !removable.has(operator));
  model.operatorCodes = [...added, ...kept];
}
