import type { Value } from "../../graph/index.js";
import type { Tensor, TensorType } from "../../tensor/index.js";
import { typeOf } from "../constants.js";
import type { KeptValues } from "../kept_values.js";
import type { SessionMemory } from "../memory.js";
import type { PreparedGraph, PreparedNode } from "../prepare.js";
import type { Fallback } from "../session.js";
import { Arena } from "./arena.js";
import { compileSegment } from "./compile.js";
import { KnownValues, type NativeBackend } from "./constants.js";
import type { Segment } from "./segment.js";

/** A compiled segment with the arenas that are free at the moment. */
export interface CachedSegment extends Segment {
  readonly subgraph: number;
  readonly keepAll: boolean;
  /** The values that its nodes read and do not make, and the types for which it was compiled. */
  readonly reads: readonly { readonly value: Value; readonly type: TensorType }[];
  /** Runs take one and give it back: a graph may run inside of itself. */
  readonly arenas: Arena[];
  readonly programBytes: number;
  /** When it was asked for the last time, in calls of `get`. */
  lastUse: number;
}

/** A node whose turn comes when its inputs are there. */
const unplannable = ({ operator, fixed }: PreparedNode): Fallback => ({
  operator,
  place: fixed.place,
  reason: "the shapes of its outputs follow from values",
});

/** So many segments are kept in any case, the ones used last; more only while they are small, as in loops over growing lists. */
const LEAST_SEGMENTS = 32;
const MOST_SEGMENTS = 1024;
const MOST_PROGRAM_BYTES = 64 * 2 ** 20;

/** The segments that were compiled so far. */
export class SegmentCache {
  /** By subgraph and the position of the first node; the ones used last come first. */
  private readonly segments: CachedSegment[][][];
  private readonly memory: SessionMemory;
  /** By subgraph: what is known for all shapes. */
  private readonly known = new Map<number, KnownValues>();
  private uses = 0;
  /** Of all segments. */
  private count = 0;
  private programBytes = 0;

  constructor(
    private readonly backend: NativeBackend,
    private readonly graphs: readonly PreparedGraph[],
    private readonly kept: KeptValues,
  ) {
    this.memory = kept.memory;
    this.segments = graphs.map(({ nodes }) => Array.from({ length: nodes.length + 1 }, () => []));
  }

  /** The segment that begins with node `from`. @throws SHAPE_MISMATCH, UNSUPPORTED_OPERATOR, OUT_OF_MEMORY */
  get(
    subgraph: number,
    from: number,
    given: ReadonlyMap<Value, TensorType>,
    keepAll: boolean,
  ): CachedSegment {
    const candidates = this.segments[subgraph]![from]!;
    let place = 0;
    while (place < candidates.length && !serves(candidates[place]!, given, keepAll)) place++;
    if (place === candidates.length) {
      this.add(this.compile(subgraph, from, given, keepAll));
    } else if (place > 0) candidates.unshift(...candidates.splice(place, 1));
    candidates[0]!.lastUse = ++this.uses;
    return candidates[0]!;
  }

  /** Nodes that run the reference, as far as they were met: the graphs behind control flow are compiled when they run. */
  fallbacks(): Fallback[] {
    const byPlace = new Map<string, Fallback>();
    for (const { nodes } of this.graphs)
      for (const node of nodes)
        if ("execute" in node.kernel && node.kernel.computes)
          byPlace.set(node.fixed.place, unplannable(node));
    for (const { subgraph, fallbacks, end } of this.all()) {
      for (const fallback of fallbacks) byPlace.set(fallback.place, fallback);
      const next = this.graphs[subgraph]!.nodes[end];
      if (next && !("execute" in next.kernel)) byPlace.set(next.fixed.place, unplannable(next));
    }
    return [...byPlace.values()];
  }

  /** @throws OUT_OF_MEMORY */
  takeArena(segment: CachedSegment): Arena {
    const bytes = segment.arenaBytes;
    const what = "the arena of a run";
    const free = segment.arenas.pop();
    if (free) this.memory.keep(what, -bytes);
    else if (!this.memory.fits(bytes)) for (const other of this.all()) this.freeArenas(other);
    this.memory.take(what, bytes);
    return free ?? Arena.create(this.backend, segment);
  }

  /** Takes back an arena, for the next run; unless that is too much to keep. */
  giveArena(segment: CachedSegment, arena: Arena): void {
    const bytes = segment.arenaBytes;
    this.memory.running -= bytes;
    const { subgraph, from } = segment;
    if (!this.segments[subgraph]![from]!.includes(segment) || !this.memory.fits(bytes)) return;
    this.memory.keep("a free arena", bytes);
    segment.arenas.push(arena);
  }

  clear(): void {
    for (const segment of this.all()) this.forget(segment);
    this.known.clear();
  }

  private all(): CachedSegment[] {
    return this.segments.flat(2);
  }

  private add(segment: CachedSegment): void {
    this.segments[segment.subgraph]![segment.from]!.unshift(segment);
    this.count++;
    this.programBytes += segment.programBytes;
    if (!this.hasTooMany()) return;
    // What was not used for the longest time goes first; the new one is not used yet, and comes last.
    for (const oldest of this.all().sort((a, b) => a.lastUse - b.lastUse))
      if (this.hasTooMany()) this.forget(oldest);
  }

  private hasTooMany(): boolean {
    if (this.count <= LEAST_SEGMENTS) return false;
    return this.count > MOST_SEGMENTS || this.programBytes > MOST_PROGRAM_BYTES;
  }

  private forget(segment: CachedSegment): void {
    this.freeArenas(segment);
    this.memory.keep("a segment", -segment.heldBytes);
    const candidates = this.segments[segment.subgraph]![segment.from]!;
    candidates.splice(candidates.indexOf(segment), 1);
    this.count--;
    this.programBytes -= segment.programBytes;
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
  ): CachedSegment {
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
      const segment = compileSegment(prepared, from, types, known, this.kept, this.backend, keepAll);
      const programs = segment.items.flatMap((item) => ("program" in item ? [item.program.heldBytes] : []));
      return {
        ...segment,
        subgraph,
        keepAll,
        reads: readsOf(prepared, segment, given),
        arenas: [],
        programBytes: programs.reduce((sum, bytes) => sum + bytes, 0),
        lastUse: Number.POSITIVE_INFINITY,
      };
    } catch (error) {
      this.memory.keep("a plan", -known.held);
      throw error;
    }
  }
}

/** What the nodes of a segment read, and the one behind it, which is not part of it because of what it reads. */
function readsOf(
  { nodes }: PreparedGraph,
  { from, end }: Segment,
  given: ReadonlyMap<Value, TensorType>,
): CachedSegment["reads"] {
  const read = new Set(nodes.slice(from, end + 1).flatMap(({ inputs }) => inputs));
  return [...given].flatMap(([value, { dtype, shape, quantization }]) =>
    // Not the tensor itself: its elements would be kept.
    read.has(value) ? [{ value, type: { dtype, shape, quantization } }] : [],
  );
}

/** Whether a segment was compiled for what is given now. */
function serves(
  { reads, keepAll }: CachedSegment,
  given: ReadonlyMap<Value, TensorType>,
  keepsAll: boolean,
): boolean {
  if (keepAll !== keepsAll) return false;
  for (const { value, type } of reads) {
    const other = given.get(value);
    if (!other || !isSameType(type, other)) return false;
  }
  return true;
}

function isSameType(a: TensorType, b: TensorType): boolean {
  if (a.dtype !== b.dtype || a.shape.length !== b.shape.length) return false;
  for (let d = 0; d < a.shape.length; d++) if (a.shape[d] !== b.shape[d]) return false;
  return a.quantization === b.quantization || isSameQuantization(a.quantization, b.quantization);
}

function isSameQuantization(a: Tensor["quantization"], b: Tensor["quantization"]): boolean {
  if (!a || !b) return a === b;
  return (
    a.quantizedDimension === b.quantizedDimension &&
    String(a.scale) === String(b.scale) &&
    String(a.zeroPoint) === String(b.zeroPoint)
  );
}
