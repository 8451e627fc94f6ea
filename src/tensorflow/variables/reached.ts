import { invalid } from "../defects.js";
import type { GraphDef, NodeDef, SignatureDef } from "../records.js";
import { nodeName } from "./restored.js";

/**
 * The nodes that the outputs of signatures depend on.
 *
 * @throws INVALID_MODEL for a reference to a node that is not there
 */
export function reachedNodes(
  graph: GraphDef,
  signatures: ReadonlyMap<string, SignatureDef>,
  file: string,
): Set<NodeDef> {
  const byName = new Map(graph.nodes.map((node) => [node.name, node]));
  const reached = new Set<NodeDef>();
  const open: NodeDef[] = [];
  const follow = (reference: string, from: string) => {
    const node = byName.get(nodeName(reference));
    if (!node)
      throw invalid({ file, field: from, offset: 0 }, "a node of the graph", JSON.stringify(reference));
    if (reached.has(node)) return;
    reached.add(node);
    open.push(node);
  };
  for (const [key, { outputs }] of signatures)
    for (const { tensor } of outputs.values()) follow(tensor, `signature ${JSON.stringify(key)}`);
  for (let node = open.pop(); node; node = open.pop())
    for (const input of node.inputs) follow(input, `node ${JSON.stringify(node.name)}`);
  return reached;
}
