import type { Checkpoint } from "../checkpoint/index.js";
import { invalid } from "../defects.js";
import type { SavedObjectGraphRecord } from "../proto/messages.js";
import type { GraphDef, NodeDef, SignatureDef, StoredTensor } from "../records.js";
import { keysByVariableName } from "./object_graph.js";
import { reachedNodes } from "./reached.js";
import { restoresOf } from "./restored.js";

/** The operations that make a variable. */
const MAKERS = new Set(["VarHandleOp", "VariableV2", "Variable"]);

/**
 * The contents of a graph's variables, by the names of the nodes that make them. What restores the model says which key of the
 * checkpoint is whose. Where nothing restores it, the graph of its objects does, or the names of its variables. Those that the
 * checkpoint does not have are left out.
 *
 * @param file of the graph, for messages
 */
export function variablesOf(
  graph: GraphDef,
  checkpoint: Checkpoint,
  objects: SavedObjectGraphRecord | null,
  file: string,
): Map<string, StoredTensor> {
  const makers = new Map(graph.nodes.filter(({ op }) => MAKERS.has(op)).map((node) => [node.name, node]));
  const contents = new Map<string, StoredTensor>();
  const restores = restoresOf(graph, file);
  for (const { target, key, part } of restores)
    if (makers.has(target) && checkpoint.has(key)) contents.set(target, checkpoint.tensor(key, part));
  if (restores.length > 0) return contents;
  const keys = objects ? keysByVariableName(objects, checkpoint) : new Map<string, string>();
  for (const node of makers.values()) {
    const names = [sharedName(node), node.name];
    const key = names.map((name) => keys.get(name) ?? name).find((candidate) => checkpoint.has(candidate));
    if (key !== undefined) contents.set(node.name, checkpoint.tensor(key));
  }
  return contents;
}

/** The name that the variable had when it was made; the node's own may have a number added. */
function sharedName({ attributes }: NodeDef): string {
  const name = attributes.get("shared_name");
  return name?.kind === "string" ? Buffer.from(name.value).toString("utf8") : "";
}

/**
 * Checks that there is a content for every variable that a signature needs.
 *
 * @throws INVALID_MODEL
 */
export function checkVariables(
  graph: GraphDef,
  signatures: ReadonlyMap<string, SignatureDef>,
  contents: ReadonlyMap<string, StoredTensor>,
  files: { readonly model: string; readonly index: string; readonly indexExists: boolean },
): void {
  for (const { name, op } of reachedNodes(graph, signatures, files.model))
    if (MAKERS.has(op) && !contents.has(name))
      throw invalid(
        { file: files.index, field: `variable ${JSON.stringify(name)}`, offset: 0 },
        "its content",
        files.indexExists ? "none" : "no such file",
      );
}
