import { HalfliteError } from "../../errors.js";
import type { Value } from "../../graph/index.js";
import type { TensorType } from "../../tensor/index.js";
import { typeOf } from "../constants.js";
import type { KeptValues } from "../kept_values.js";
import type { SessionMemory } from "../memory.js";
import type { PreparedGraph, PreparedNode } from "../prepare.js";
import type { Fallback } from "../session.js";
import { compileSegment } from "./compile.js";
import { KnownValues, type NativeBackend } from "./constants.js";
import type { Segment } from "./segment.js";

/** A compiled segment with the arenas that are free at the moment. */
export interface CachedSegment extends Segment {
  readonly key: string;
  readonly subgraph: number;
  /** Runs take one and give it back: a graph may run inside of itself. */
  readonly arenas: Uint8Array[];
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
  private readonly segments = new Map<string, CachedSegment>();
  private readonly memory: SessionMemory;
  /** By subgraph: what is known for all shapes. */
  private readonly known = new Map<number, KnownValues>();

  constructor(
    private readonly backend: NativeBackend,
    private readonly graphs: readonly PreparedGraph[],
    private readonly kept: KeptValues,
  ) {
    this.memory = kept.memory;
  }

  /** The segment that begins with node `from`. @throws SHAPE_MISMATCH, UNSUPPORTED_OPERATOR, OUT_OF_MEMORY */
  get(
    subgraph: number,
    from: number,
    given: ReadonlyMap<Value, TensorType>,
    keepAll: boolean,
  ): CachedSegment {
    const key = `${subgraph} ${from} ${keepAll} ${[...given.values()].map(typeText).join(" ")}`;
    let segment = this.segments.get(key);
    if (!segment) {
      segment = { ...this.compile(subgraph, from, given, keepAll), key, subgraph, arenas: [] };
      this.segments.set(key, segment);
      if (this.segments.size > MOST_SEGMENTS) this.forget(this.segments.values().next().value!);
    }
    return segment;
  }

  /** Nodes that run the reference, as far as they were met: the graphs behind control flow are compiled when they run. */
  fallbacks(): Fallback[] {
    const byPlace = new Map<string, Fallback>();
    for (const { nodes } of this.graphs)
      for (const node of nodes)
        if ("execute" in node.kernel && node.kernel.computes)
          byPlace.set(node.fixed.place, unplannable(node));
    for (const { subgraph, fallbacks, end } of this.segments.values()) {
      for (const fallback of fallbacks) byPlace.set(fallback.place, fallback);
      const next = this.graphs[subgraph]!.nodes[end];
      if (next && !("execute" in next.kernel)) byPlace.set(next.fixed.place, unplannable(next));
    }
    return [...byPlace.values()];
  }

  /** @throws OUT_OF_MEMORY */
  takeArena(segment: CachedSegment): Uint8Array {
    const bytes = segment.arenaBytes;
    const what = "the arena of a run";
    const free = segment.arenas.pop();
    if (free) this.memory.keep(what, -bytes);
    else if (!this.memory.fits(bytes)) for (const other of this.segments.values()) this.freeArenas(other);
    this.memory.take(what, bytes);
    return free ?? createArena(this.backend, Math.max(bytes, 1));
  }

  /** Takes back an arena, for the next run; unless that is too much to keep. */
  giveArena(segment: CachedSegment, arena: Uint8Array): void {
    const bytes = segment.arenaBytes;
    this.memory.running -= bytes;
    if (this.segments.get(segment.key) !== segment || !this.memory.fits(bytes)) return;
    this.memory.keep("a free arena", bytes);
    segment.arenas.push(arena);
  }

  clear(): void {
    this.segments.clear();
    this.known.clear();
  }

  private forget(segment: CachedSegment): void {
    this.freeArenas(segment);
    this.memory.keep("a segment", -segment.heldBytes);
    this.segments.delete(segment.key);
  }

  private freeArenas(segment: CachedSegment): void {
    this.memory.keep("free arenas", -segment.arenas.length * segment.arenaBytes);
    segment.arenas.length = 0;
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
      below = new KnownValues(this.backend, this.memory);
      this.known.set(subgraph, below);
    }
    const types = new Map(given);
    for (const { outputs } of prepared.nodes.slice(0, from))
      for (const value of outputs) if (value && below.isKnown(value)) types.set(value, typeOf(value));
    const known = new KnownValues(this.backend, this.memory, below);
    try {
      return compileSegment(prepared, from, types, known, this.kept, this.backend, keepAll);
    } catch (error) {
      this.memory.keep("a plan", -known.held);
      throw error;
    }
  }
}

const typeText = ({ dtype, shape }: TensorType): string => `${dtype}[${shape.join(",")}]`;

/** The addon's arenas have at most 4 GiB. */
const MOST_ARENA_BYTES = 2 ** 32;

function createArena({ addon }: NativeBackend, bytes: number): Uint8Array {
  const operation = "the arena of a run";
  if (bytes > MOST_ARENA_BYTES)
    throw new HalfliteError("OUT_OF_MEMORY", { operation, bytes, limit: MOST_ARENA_BYTES });
  try {
    return addon.createArena(bytes);
  } catch (error) {
    throw new HalfliteError("OUT_OF_MEMORY", { operation, bytes }, error);
  }
}
