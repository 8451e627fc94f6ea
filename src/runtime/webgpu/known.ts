import { toFloat32 } from "../../float16/index.js";
import type { Value } from "../../graph/index.js";
import type { Tensor } from "../../tensor/index.js";
import { fold } from "../fold.js";
import { KnownValues } from "../known_values.js";
import type { SessionMemory } from "../memory.js";
import type { PreparedGraph, PreparedNode } from "../prepare.js";

/** The known values of a graph for a GPU, which is given float16 constants as they are: few are ever restored. */
export const knownOf = (memory: SessionMemory, below: KnownValues | null = null): KnownValues =>
  new KnownValues((halves, numbers) => toFloat32(halves, { output: numbers }), memory, below);

/**
 * What is known of a graph for certain types: what constants say goes into `below`, for all types; what follows from shapes into a
 * layer above it.
 */
export function knownFor(
  { nodes }: PreparedGraph,
  folded: ReadonlyMap<Value, Tensor>,
  below: KnownValues,
): KnownValues {
  for (const node of nodes) if (!isKnownNode(node, below)) fold(node, below);
  const known = knownOf(below.memory, below);
  for (const [value, tensor] of folded) if (!below.isKnown(value)) known.set(value, tensor);
  return known;
}

/** Whether nothing of a node is left to compute: one without outputs does something else. */
export const isKnownNode = ({ outputs }: PreparedNode, known: KnownValues): boolean =>
  outputs.length > 0 && outputs.every((value) => !value || known.isKnown(value));
