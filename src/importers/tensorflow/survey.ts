import type { FunctionDef, GraphDef, NodeDef } from "../../tensorflow/index.js";
import { findLowering } from "./operations/index.js";

/**
 * The nodes that some tensors of a graph come from, in the functions that these call too, whose kinds have no lowering.
 *
 * @param given nodes whose place inputs take
 * @param wanted `node` or `node:1`
 */
export function nodesWithoutLowering(
  { nodes, functions }: GraphDef,
  given: ReadonlySet<string>,
  wanted: readonly string[],
): NodeDef[] {
  const missing: NodeDef[] = [];
  const surveyed = new Set<FunctionDef>();
  const calls: string[] = [];
  const survey = (list: readonly NodeDef[], taken: ReadonlySet<string>, references: readonly string[]) => {
    for (const node of reached(list, taken, references)) {
      const called = functionNames(node);
      calls.push(...called);
      if (!findLowering(node.op) && !functions.has(node.op)) missing.push(node);
    }
  };
  survey(nodes, given, wanted);
  for (let name = calls.pop(); name !== undefined; name = calls.pop()) {
    const definition = functions.get(name);
    if (!definition || surveyed.has(definition)) continue;
    surveyed.add(definition);
    const taken = new Set(definition.inputs.map((argument) => argument.name));
    survey(definition.nodes, taken, [...definition.returns.values()]);
  }
  return missing;
}

/** What a node calls: by its attributes, or by its name. */
function functionNames({ op, attributes }: NodeDef): string[] {
  const named = [...attributes.values()].flatMap((attribute) => {
    if (attribute.kind === "function") return [attribute.value.name];
    return attribute.kind === "functions" ? attribute.value.map(({ name }) => name) : [];
  });
  return [op, ...named];
}

/** The nodes that references lead to, and what those read. */
function reached(
  list: readonly NodeDef[],
  taken: ReadonlySet<string>,
  references: readonly string[],
): NodeDef[] {
  const nodes = new Map(list.map((node) => [node.name, node]));
  const found = new Set<NodeDef>();
  const open = [...references];
  for (let reference = open.pop(); reference !== undefined; reference = open.pop()) {
    const name = reference.split(":")[0]!;
    const node = reference.startsWith("^") || taken.has(name) ? undefined : nodes.get(name);
    if (!node || found.has(node)) continue;
    found.add(node);
    open.push(...node.inputs);
  }
  return [...found];
}
