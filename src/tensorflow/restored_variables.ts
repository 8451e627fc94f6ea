import { dataFrom, elementCount } from "../tensor/index.js";
import { readRange } from "../tflite/index.js";
import type { FunctionDef, GraphDef, NodeDef } from "./records.js";

/** What is restored into a variable. */
export interface Restored {
  /** The tensor's key in the checkpoint. */
  readonly key: string;
  /** What part of it, as RestoreV2 says; empty for all. */
  readonly slice: string;
}

/** Names of functions and operations through which a value passes as it is. */
const PASSING: ReadonlySet<string> = new Set(["Identity", "Cast"]);

/**
 * Which tensor of a checkpoint each variable of a graph holds: what the restoring operation would assign to it.
 *
 * @param restore the name of the operation that restores, `saver_def.restore_op_name`
 * @returns by the names of the nodes that make the variables
 */
export function restoredVariables(graph: GraphDef, restore: string): Map<string, Restored> {
  const nodes = byName(graph.nodes);
  const call = nodes.get(nameOf(restore));
  const attribute = call?.attributes.get("f");
  const restoring = attribute?.kind === "function" ? graph.functions.get(attribute.value.name) : undefined;
  return call && restoring ? restoredByFunction(call, restoring) : restoredByGraph(nodes);
}

/** TensorFlow 2: a function whose arguments are the variables. */
function restoredByFunction(call: NodeDef, { inputs, nodes: list }: FunctionDef): Map<string, Restored> {
  const nodes = byName(list);
  const argumentNames = inputs.map(({ name }) => name);
  const variables = new Map<string, Restored>();
  for (const { op, inputs: read } of list) {
    if (op !== "AssignVariableOp") continue;
    const argument = argumentNames.indexOf(read[0] ?? "");
    const restored = restoredBy(read[1] ?? "", nodes);
    const handle = call.inputs[argument];
    if (restored && handle !== undefined) variables.set(nameOf(handle), restored);
  }
  return variables;
}

/** TensorFlow 1: assignments in the graph itself. */
function restoredByGraph(nodes: ReadonlyMap<string, NodeDef>): Map<string, Restored> {
  const variables = new Map<string, Restored>();
  for (const { op, inputs } of nodes.values()) {
    if (op !== "Assign" && op !== "AssignVariableOp") continue;
    const restored = restoredBy(inputs[1] ?? "", nodes);
    if (restored) variables.set(nameOf(inputs[0] ?? ""), restored);
  }
  return variables;
}

/** What RestoreV2 reads for what a reference names; undefined if it comes from elsewhere. */
function restoredBy(reference: string, nodes: ReadonlyMap<string, NodeDef>): Restored | undefined {
  let from = reference;
  let node = nodes.get(nameOf(from));
  for (let steps = nodes.size; node && PASSING.has(node.op) && steps > 0; steps--) {
    from = node.inputs[0] ?? "";
    node = nodes.get(nameOf(from));
  }
  if (node?.op !== "RestoreV2") return undefined;
  const index = from.includes(":") ? Number(from.split(":").at(-1)) : 0;
  const [keys, slices] = [1, 2].map((input) => stringsOf(nodes.get(nameOf(node.inputs[input] ?? ""))));
  const key = keys![index];
  return key === undefined ? undefined : { key, slice: slices![index] ?? "" };
}

function stringsOf(node: NodeDef | undefined): string[] {
  const value = node?.attributes.get("value");
  if (value?.kind !== "tensor" || value.value.dtype !== "STRING") return [];
  const { content, shape } = value.value;
  const strings = dataFrom("STRING", readRange(content), elementCount(shape)) as Uint8Array[];
  return strings.map((bytes) => Buffer.from(bytes).toString("latin1"));
}

const byName = (nodes: readonly NodeDef[]) => new Map(nodes.map((node) => [node.name, node]));

const nameOf = (reference: string): string => reference.replace(/^\^/, "").split(":")[0]!;
