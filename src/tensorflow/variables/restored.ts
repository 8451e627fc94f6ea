import { elementCount } from "../../tensor/index.js";
import { readRange } from "../../tflite/index.js";
import { invalid } from "../defects.js";
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

/** Models restore each variable once, through one function and one Identity. A hostile one could ask for endless work. */
const MOST_RESTORES = 2 ** 22;
const MOST_DEPTH = 64;
const MOST_STEPS = 64;

/**
 * What a model restores from a checkpoint: the values of `RestoreV2` that are assigned to variables, in the graph itself
 * (TensorFlow 1) or in functions that it calls with its variables (TensorFlow 2).
 *
 * @param file for messages
 * @throws INVALID_MODEL for more than any model restores
 */
export const restoresOf = (graph: GraphDef, file: string): Restore[] =>
  new Search(graph, file).inBody(graph.nodes, 0);

class Search {
  /** By function; empty while it is looked at, so that functions that call themselves end. */
  private readonly known = new Map<string, readonly Restore[]>();
  /** All variables of a model read the same few constants. */
  private readonly constants = new Map<NodeDef, readonly string[]>();
  private restoresLeft = MOST_RESTORES;

  constructor(
    private readonly graph: GraphDef,
    private readonly file: string,
  ) {}

  /** The restores of a graph or function, one for each target: the last one stays. */
  inBody(nodes: readonly NodeDef[], depth: number): Restore[] {
    const byName = new Map(nodes.map((node) => [node.name, node]));
    const restores = new Map<string, Restore>();
    for (const node of nodes) {
      const assigned = ASSIGNMENTS.has(node.op) ? this.assigned(node, byName) : null;
      if (assigned) restores.set(assigned.target, assigned);
      const called = CALLS.has(node.op) ? this.called(node) : undefined;
      if (!called) continue;
      const inner = this.inFunction(called, depth);
      if (inner.length === 0) continue;
      this.spend(inner.length + called.inputs.length);
      const positions = new Map(called.inputs.map(({ name }, position) => [name, position]));
      for (const restore of inner) {
        const input = node.inputs[positions.get(restore.target) ?? -1];
        if (input === undefined) continue;
        const target = origin(input, byName).name;
        restores.set(target, { ...restore, target });
      }
    }
    return [...restores.values()];
  }

  private spend(restores: number): void {
    this.restoresLeft -= restores;
    if (this.restoresLeft < 0)
      throw invalid(
        { file: this.file, field: "restore", offset: 0 },
        `at most ${MOST_RESTORES} restored tensors`,
        "more",
      );
  }

  /** What an assignment takes from a checkpoint; nothing if its value comes from elsewhere. */
  private assigned({ inputs }: NodeDef, nodes: ReadonlyMap<string, NodeDef>): Restore | null {
    const [resource, value] = inputs;
    if (resource === undefined || value === undefined) return null;
    const from = origin(value, nodes);
    const restore = nodes.get(from.name);
    if (restore?.op !== RESTORE) return null;
    const [, names, parts] = restore.inputs;
    const key = this.strings(names, nodes)[from.output];
    if (key === undefined) return null;
    const part = this.strings(parts, nodes)[from.output] ?? "";
    return { target: origin(resource, nodes).name, key, part };
  }

  /** The strings of a constant; none of anything else. */
  private strings(reference: string | undefined, nodes: ReadonlyMap<string, NodeDef>): readonly string[] {
    const constant = reference === undefined ? undefined : nodes.get(origin(reference, nodes).name);
    if (!constant) return [];
    let strings = this.constants.get(constant);
    if (!strings) {
      strings = this.stringsOf(constant);
      this.constants.set(constant, strings);
    }
    return strings;
  }

  private stringsOf({ op, attributes }: NodeDef): string[] {
    const value = op === "Const" ? attributes.get("value") : undefined;
    if (value?.kind !== "tensor" || value.value.dtype !== "STRING") return [];
    this.spend(elementCount(value.value.shape));
    return decodeStrings(readRange(value.value.content)).map((bytes) => Buffer.from(bytes).toString("utf8"));
  }

  private inFunction(called: FunctionDef, depth: number): readonly Restore[] {
    let restores = this.known.get(called.name);
    if (!restores) {
      if (depth >= MOST_DEPTH) return [];
      this.known.set(called.name, []);
      restores = this.inBody(called.nodes, depth + 1);
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
  for (let steps = 0; steps < MOST_STEPS; steps++) {
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
