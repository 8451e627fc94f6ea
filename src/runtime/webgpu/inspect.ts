import type { Value } from "../../graph/index.js";
import type { TensorType } from "../../tensor/index.js";
import { fold } from "../fold.js";
import { typeIn } from "../infer_types.js";
import { defaultMemoryLimit, SessionMemory } from "../memory.js";
import type { PreparedGraph, PreparedNode } from "../prepare.js";
import { knownOf } from "./known.js";
import { shadeNode } from "./shade_node.js";

/** Tells for each node of a graph why a GPU does not take it; null where it does, or where it is known before the graph runs. */
export function inspectNodes(
  prepared: PreparedGraph,
  types: ReadonlyMap<Value, TensorType>,
  mostBufferBytes: number,
): Map<PreparedNode, string | null> {
  const known = knownOf(new SessionMemory(defaultMemoryLimit()));
  const reasons = new Map<PreparedNode, string | null>();
  for (const node of prepared.nodes) {
    const untyped = [...node.inputs, ...node.outputs].some((value) => value && !typeIn(types, value));
    if (untyped) reasons.set(node, "its shape follows from values");
    else if (fold(node, known)) reasons.set(node, null);
    else {
      const shaded = shadeNode(node, { types, known, mostBufferBytes });
      reasons.set(node, shaded !== "alias" && "reason" in shaded ? shaded.reason : null);
    }
  }
  return reasons;
}
