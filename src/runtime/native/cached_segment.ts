import type { Value } from "../../graph/index.js";
import type { TensorType } from "../../tensor/index.js";
import type { PreparedGraph } from "../prepare.js";
import type { Arena } from "./arena.js";
import type { Settled } from "./compile.js";
import type { Segment } from "./segment.js";

/** A compiled segment with the arenas that are free at the moment. */
export interface CachedSegment extends Segment {
  readonly prepared: PreparedGraph;
  readonly keepAll: boolean;
  /** For one node that was settled. */
  readonly settled: Settled | null;
  /** The values that its nodes read and do not make, and the types for which it was compiled. */
  readonly reads: readonly { readonly value: Value; readonly type: TensorType }[];
  /** Runs take one and give it back: a graph may run inside of itself. */
  readonly arenas: Arena[];
  readonly programBytes: number;
  /** When it was asked for the last time, in calls of the cache. */
  lastUse: number;
  /** What was asked for after it the last time, of what begins with the same node. */
  follower: CachedSegment | null;
  isForgotten: boolean;
}
