import { type InferredTypes, typeIn } from "../infer_types.js";
import { defaultMemoryLimit, SessionMemory } from "../memory.js";
import type { PreparedGraph, PreparedNode } from "../prepare.js";
import { isKnownNode, knownFor, knownOf } from "./known.js";
import { shadeNode } from "./shade_node.js";

/** Tells for each node of a graph why a GPU does not take it; null where it does, or where it is known before the graph runs. */
export function inspectNodes(
  prepared: PreparedGraph,
  { types, folded }: InferredTypes,
  mostBufferBytes: number,
): Map<PreparedNode, string | null> {
  const known = knownFor(prepared, folded, knownOf(new SessionMemory(defaultMemoryLimit())));
  const reasons = new Map<PreparedNode, string | null>();
  for (const node of prepared.nodes) {
    const untyped = [...node.inputs, ...node.outputs].some((value) => value && !typeIn(types, value));
    if (untyped) reasons.set(node, "its shape follows from values");
    else if (isKnownNode(node, known)) reasons.set(node, null);
    else {
      const shaded = shadeNode(node, { types, known, mostBufferBytes });
      reasons.set(node, shaded !== "alias" && "reason" in shaded ? shaded.reason : null);
    }
  }
  return reasons;
}
