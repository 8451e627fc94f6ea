import type { Value } from "../../graph/index.js";
import type { TensorType } from "../../tensor/index.js";
import { typeOf } from "../constants.js";
import type { PreparedGraph, PreparedNode } from "../prepare.js";
import type { Fallback } from "../session.js";
import { compileSegment } from "./compile.js";
import { KnownValues, type NativeBackend } from "./constants.js";
import type { Segment } from "./segment.js";

/** A compiled segment with the arenas that are free at the moment. */
export interface CachedSegment extends Segment {
  /** Runs take one and give it back: a graph may run inside of itself. */
  readonly arenas: Uint8Array[];
}

interface Entry {
  readonly subgraph: number;
  readonly segment: CachedSegment;
}

/** A node whose turn comes when its inputs are there. */
const unplannable = ({ operator, fixed }: PreparedNode): Fallback => ({
  operator,
  place: fixed.place,
  reason: "the shapes of its outputs follow from values",
});

/** Programs for more shapes of one graph are forgotten, the oldest first. */
const MOST_SEGMENTS = 32;

/** The segments that were compiled so far, by subgraph, position and the types of what is given. */
export class SegmentCache {
  private readonly segments = new Map<string, Entry>();
  /** By subgraph: what is known for all shapes. */
  private readonly known = new Map<number, KnownValues>();

  constructor(
    private readonly backend: NativeBackend,
    private readonly graphs: readonly PreparedGraph[],
  ) {}

  /** The segment that begins with node `from`. @throws SHAPE_MISMATCH, UNSUPPORTED_OPERATOR */
  get(
    subgraph: number,
    from: number,
    given: ReadonlyMap<Value, TensorType>,
    keepAll: boolean,
  ): CachedSegment {
    const key = `${subgraph} ${from} ${keepAll} ${[...given.values()].map(typeText).join(" ")}`;
    let entry = this.segments.get(key);
    if (!entry) {
      entry = { subgraph, segment: { ...this.compile(subgraph, from, given, keepAll), arenas: [] } };
      this.segments.set(key, entry);
      if (this.segments.size > MOST_SEGMENTS) this.segments.delete(this.segments.keys().next().value!);
    }
    return entry.segment;
  }

  /** Nodes that run the reference, as far as they were met: the graphs behind control flow are compiled when they run. */
  fallbacks(): Fallback[] {
    const byPlace = new Map<string, Fallback>();
    for (const { nodes } of this.graphs)
      for (const node of nodes)
        if ("execute" in node.kernel && node.kernel.computes)
          byPlace.set(node.fixed.place, unplannable(node));
    for (const { subgraph, segment } of this.segments.values()) {
      for (const fallback of segment.fallbacks) byPlace.set(fallback.place, fallback);
      const next = this.graphs[subgraph]!.nodes[segment.end];
      if (next && !("execute" in next.kernel)) byPlace.set(next.fixed.place, unplannable(next));
    }
    return [...byPlace.values()];
  }

  takeArena(segment: CachedSegment): Uint8Array {
    return segment.arenas.pop() ?? this.backend.addon.createArena(Math.max(segment.arenaBytes, 1));
  }

  clear(): void {
    this.segments.clear();
    this.known.clear();
  }

  private compile(
    subgraph: number,
    from: number,
    given: ReadonlyMap<Value, TensorType>,
    keepAll: boolean,
  ): Segment {
    const prepared = this.graphs[subgraph]!;
    let below = this.known.get(subgraph);
    if (!below) {
      below = new KnownValues(this.backend);
      this.known.set(subgraph, below);
    }
    const types = new Map(given);
    for (const { outputs } of prepared.nodes.slice(0, from))
      for (const value of outputs) if (value && below.isKnown(value)) types.set(value, typeOf(value));
    return compileSegment(prepared, from, types, new KnownValues(this.backend, below), this.backend, keepAll);
  }
}

const typeText = ({ dtype, shape }: TensorType): string => `${dtype}[${shape.join(",")}]`;
