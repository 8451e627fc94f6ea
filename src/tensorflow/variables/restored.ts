import { readRange } from "../../tflite/index.js";
import type { FunctionDef, GraphDef, NodeDef } from "../records.js";
import { decodeStrings } from "../strings.js";

/** What a node or argument is filled with from a checkpoint. */
export interface Restore {
  /** The name of a node of the graph, or of an argument of the function. */
  readonly target: string;
  readonly key: string;
  /** The part of the tensor, as `RestoreV2` says it; "" for all. */
  readonly part: string;
}

const ASSIGNMENTS = new Set(["AssignVariableOp", "Assign"]);
const CALLS = new Set(["StatefulPartitionedCall", "PartitionedCall"]);
const RESTORE = "RestoreV2";

/**
 * What a model restores from a checkpoint: the values of `RestoreV2` that are assigned to variables, in the graph itself
 * (TensorFlow 1) or in functions that it calls with its variables (TensorFlow 2).
 */
export const restoresOf = (graph: GraphDef): Restore[] => new Search(graph).inBody(graph.nodes);

class Search {
  /** By function; empty while it is looked at, so that functions that call themselves end. */
  private readonly known = new Map<string, readonly Restore[]>();
  /** All variables of a model read the same few constants. */
  private readonly constants = new Map<NodeDef, readonly string[]>();

  constructor(private readonly graph: GraphDef) {}

  inBody(nodes: readonly NodeDef[]): Restore[] {
    const byName = new Map(nodes.map((node) => [node.name, node]));
    const restores: Restore[] = [];
    for (const node of nodes) {
      if (ASSIGNMENTS.has(node.op)) restores.push(...this.assigned(node, byName));
      if (!CALLS.has(node.op)) continue;
      const called = this.called(node);
      if (!called) continue;
      for (const restore of this.inFunction(called)) {
        const position = called.inputs.findIndex(({ name }) => name === restore.target);
        const input = node.inputs[position];
        if (input !== undefined) restores.push({ ...restore, target: origin(input, byName).name });
      }
    }
    return restores;
  }

  /** What an assignment takes from a checkpoint; nothing if its value comes from elsewhere. */
  private assigned({ inputs }: NodeDef, nodes: ReadonlyMap<string, NodeDef>): Restore[] {
    const [resource, value] = inputs;
    if (resource === undefined || value === undefined) return [];
    const from = origin(value, nodes);
    const restore = nodes.get(from.name);
    if (restore?.op !== RESTORE) return [];
    const [, names, parts] = restore.inputs;
    const key = this.strings(names, nodes)[from.output];
    if (key === undefined) return [];
    const part = this.strings(parts, nodes)[from.output] ?? "";
    return [{ target: origin(resource, nodes).name, key, part }];
  }

  /** The strings of a constant; none of anything else. */
  private strings(reference: string | undefined, nodes: ReadonlyMap<string, NodeDef>): readonly string[] {
    const constant = reference === undefined ? undefined : nodes.get(origin(reference, nodes).name);
    if (!constant) return [];
    let strings = this.constants.get(constant);
    if (!strings) {
      strings = stringsOf(constant);
      this.constants.set(constant, strings);
    }
    return strings;
  }

  private inFunction(called: FunctionDef): readonly Restore[] {
    let restores = this.known.get(called.name);
    if (!restores) {
      this.known.set(called.name, []);
      restores = this.inBody(called.nodes);
      this.known.set(called.name, restores);
    }
    return restores;
  }

  private called(node: NodeDef): FunctionDef | undefined {
    const f = node.attributes.get("f");
    return f?.kind === "function" ? this.graph.functions.get(f.value.name) : undefined;
  }
}

/** The output of a node, or an argument, that a reference leads to behind nodes that only pass it on. */
function origin(reference: string, nodes: ReadonlyMap<string, NodeDef>): { name: string; output: number } {
  let at = reference;
  // A chain that is longer than there are nodes goes in circles.
  for (let steps = nodes.size; steps >= 0; steps--) {
    const node = nodes.get(nodeName(at));
    const input = node?.op === "Identity" ? node.inputs[0] : undefined;
    if (input === undefined) break;
    at = input;
  }
  const number = at.lastIndexOf(":");
  return { name: nodeName(at), output: number < 0 ? 0 : Number(at.slice(number + 1)) };
}

/** "node" of "node", "node:1", "node:output:0" and "^node". */
export const nodeName = (reference: string): string => reference.replace(/^\^/, "").replace(/:.*$/, "");

function stringsOf({ op, attributes }: NodeDef): string[] {
  const value = op === "Const" ? attributes.get("value") : undefined;
  if (value?.kind !== "tensor" || value.value.dtype !== "STRING") return [];
  return decodeStrings(readRange(value.value.content)).map((bytes) => Buffer.from(bytes).toString("utf8"));
}
