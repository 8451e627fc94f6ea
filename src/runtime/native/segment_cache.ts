import type { Value } from "../../graph/index.js";
import type { Tensor, TensorType } from "../../tensor/index.js";
import { typeOf } from "../constants.js";
import type { KeptValues } from "../kept_values.js";
import { KnownValues } from "../known_values.js";
import type { SessionMemory } from "../memory.js";
import type { PreparedGraph, PreparedNode } from "../prepare.js";
import type { Fallback } from "../session.js";
import { Arena } from "./arena.js";
import { type NativeBackend, restoreWith } from "./backend.js";
import type { CachedSegment } from "./cached_segment.js";
import { Candidates } from "./candidates.js";
import { compileSegment, type SegmentRequest, type Settled } from "./compile.js";
import { isSameType } from "./same_type.js";
import type { Segment } from "./segment.js";
import { fitsVariables } from "./variables.js";

/** A node that runs between segments. */
const left = ({ operator, fixed }: PreparedNode, reason: string): Fallback => ({
  operator,
  place: fixed.place,
  reason,
});

/** Values that are longer describe no shapes: what a node does with them is left to the reference. */
const MOST_ASKED_ELEMENTS = 4096;

/** So many segments are kept in any case, the ones used last; more only while they are small, as in loops over growing lists. */
const LEAST_SEGMENTS = 32;
const MOST_SEGMENTS = 1024;
const MOST_PROGRAM_BYTES = 64 * 2 ** 20;

/** What there is of one graph. */
interface GraphSegments {
  /** By the position of the first node; those of settled nodes apart. */
  readonly planned: Map<number, Candidates>;
  readonly settled: Map<number, Candidates>;
  /** What is known for all shapes. */
  readonly known: KnownValues;
}

/** The segments that were compiled so far. */
export class SegmentCache {
  private readonly segments = new Map<PreparedGraph, GraphSegments>();
  private readonly memory: SessionMemory;
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
  }

  /**
   * The segment that begins with node `from`.
   *
   * @param lasting values that are given and whose memory nothing else gets
   * @throws SHAPE_MISMATCH, UNSUPPORTED_OPERATOR, OUT_OF_MEMORY
   */
  get(
    prepared: PreparedGraph,
    from: number,
    given: ReadonlyMap<Value, TensorType>,
    keepAll: boolean,
    lasting: readonly Value[] = [],
  ): CachedSegment {
    const request = { prepared, from, given, keepAll, settled: null, lasting };
    const candidates = candidatesAt(this.segmentsOf(prepared).planned, from);
    const found = candidates.find(
      (segment) => serves(segment, request) && fitsVariables(segment.variables, this.kept),
    );
    return this.used(found ?? this.add(candidates, this.compile(request)));
  }

  /**
   * A segment of one node, at whose inputs the types of its outputs were settled.
   * @throws UNSUPPORTED_OPERATOR, OUT_OF_MEMORY
   */
  settle(
    prepared: PreparedGraph,
    position: number,
    tensors: ReadonlyMap<Value, Tensor>,
    outputs: readonly TensorType[],
    keepAll: boolean,
  ): CachedSegment {
    const settled: Settled = { outputs, values: new Map() };
    const request = { prepared, from: position, given: tensors, keepAll, settled, lasting: [] };
    const candidates = candidatesAt(this.segmentsOf(prepared).settled, position);
    const found = candidates.find((segment) => serves(segment, request, tensors));
    return this.used(found ?? this.add(candidates, this.compileSettled(request, tensors)));
  }

  /** Forgets all segments of a graph. */
  drop(prepared: PreparedGraph): void {
    const { planned, settled, known } = this.segmentsOf(prepared);
    for (const candidates of [...planned.values(), ...settled.values()])
      for (const segment of [...candidates.all()]) this.forget(segment);
    this.memory.keep("what is known of a graph", -known.held);
    this.segments.delete(prepared);
  }

  private segmentsOf(prepared: PreparedGraph): GraphSegments {
    const found = this.segments.get(prepared);
    if (found) return found;
    const known = new KnownValues(restoreWith(this.backend), this.memory);
    const segments = { planned: new Map(), settled: new Map(), known };
    this.segments.set(prepared, segments);
    return segments;
  }

  private used(segment: CachedSegment): CachedSegment {
    segment.lastUse = ++this.uses;
    return segment;
  }

  /** Nodes that run the reference, as far as they were met: the graphs behind control flow are compiled when they run. */
  fallbacks(): Fallback[] {
    const byPlace = new Map<string, Fallback>();
    for (const { nodes } of this.graphs)
      for (const node of nodes)
        if ("execute" in node.kernel && node.kernel.computes)
          byPlace.set(node.fixed.place, left(node, "it has no native kernel"));
    for (const { prepared, fallbacks, end } of this.all()) {
      for (const fallback of fallbacks) byPlace.set(fallback.place, fallback);
      const next = prepared.nodes[end];
      const reason = next && reasonOf(next);
      if (reason) byPlace.set(next.fixed.place, left(next, reason));
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
    if (segment.isForgotten || !this.memory.fits(bytes)) return;
    this.memory.keep("a free arena", bytes);
    segment.arenas.push(arena);
  }

  clear(): void {
    for (const segment of this.all()) this.forget(segment);
    this.segments.clear();
  }

  private all(): CachedSegment[] {
    return [...this.segments.values()].flatMap(({ planned, settled }) =>
      [...planned.values(), ...settled.values()].flatMap((candidates) => candidates.all()),
    );
  }

  private add(candidates: Candidates, segment: CachedSegment): CachedSegment {
    candidates.add(segment);
    this.count++;
    this.programBytes += segment.programBytes;
    this.used(segment);
    if (this.hasTooMany()) this.forgetOldest();
    return segment;
  }

  /** What was not used for the longest time goes first. */
  private forgetOldest(): void {
    for (const oldest of this.all().sort((a, b) => a.lastUse - b.lastUse)) {
      if (!this.hasTooMany()) return;
      this.forget(oldest);
    }
  }

  private hasTooMany(): boolean {
    if (this.count <= LEAST_SEGMENTS) return false;
    return this.count > MOST_SEGMENTS || this.programBytes > MOST_PROGRAM_BYTES;
  }

  private forget(segment: CachedSegment): void {
    this.freeArenas(segment);
    this.memory.keep("a segment", -segment.heldBytes);
    const { planned, settled } = this.segmentsOf(segment.prepared);
    candidatesAt(segment.settled ? settled : planned, segment.from).remove(segment);
    this.count--;
    this.programBytes -= segment.programBytes;
  }

  private freeArenas(segment: CachedSegment): void {
    this.memory.keep("free arenas", -segment.arenas.length * segment.arenaBytes);
    segment.arenas.length = 0;
  }

  /** Compiles a settled node, for some of its values if it asks for them. */
  private compileSettled(
    request: SegmentRequest & { readonly settled: Settled },
    tensors: ReadonlyMap<Value, Tensor>,
  ): CachedSegment {
    const segment = this.compile(request);
    const { outputs, values } = request.settled;
    const asked = segment.asked.flatMap((value): [Value, Tensor][] => {
      const tensor = tensors.get(value);
      return tensor && !values.has(value) && tensor.data.length <= MOST_ASKED_ELEMENTS
        ? [[value, copyOf(tensor)]]
        : [];
    });
    if (asked.length === 0) return segment;
    this.memory.keep("a plan", -segment.heldBytes);
    return this.compileSettled(
      { ...request, settled: { outputs, values: new Map([...values, ...asked]) } },
      tensors,
    );
  }

  private compile(request: SegmentRequest): CachedSegment {
    const { prepared, from, given } = request;
    const { known: below } = this.segmentsOf(prepared);
    const plain = new Map([...given].map(([value, type]) => [value, plainType(type)]));
    const types = new Map(plain);
    for (const { outputs } of prepared.nodes.slice(0, from))
      for (const value of outputs) if (value && below.isKnown(value)) types.set(value, typeOf(value));
    const known = new KnownValues(restoreWith(this.backend), this.memory, below);
    try {
      const segment = compileSegment({ ...request, given: types }, known, this.kept, this.backend);
      const programs = segment.items.flatMap((item) => ("program" in item ? [item.program.heldBytes] : []));
      return {
        ...segment,
        prepared,
        keepAll: request.keepAll,
        settled: request.settled,
        reads: readsOf(prepared, segment, plain),
        arenas: [],
        programBytes: programs.reduce((sum, bytes) => sum + bytes, 0),
        lastUse: 0,
        follower: null,
        isForgotten: false,
      };
    } catch (error) {
      this.memory.keep("a plan", -known.held);
      throw error;
    }
  }
}

function candidatesAt(positions: Map<number, Candidates>, position: number): Candidates {
  const found = positions.get(position) ?? new Candidates();
  positions.set(position, found);
  return found;
}

/** What the nodes of a segment read, and the one behind it, which is not part of it because of what it reads. */
function readsOf(
  { nodes }: PreparedGraph,
  { from, end }: Segment,
  given: ReadonlyMap<Value, TensorType>,
): CachedSegment["reads"] {
  const read = new Set(nodes.slice(from, end + 1).flatMap(({ inputs }) => inputs));
  return [...given].flatMap(([value, type]) => (read.has(value) ? [{ value, type }] : []));
}

/** Not the tensor itself: a segment would keep its elements. */
const plainType = ({ dtype, shape, quantization }: TensorType): TensorType => ({
  dtype,
  shape,
  quantization,
});

/** Whether a segment was compiled for what is given now; `tensors` are the values where nodes are settled. */
function serves(
  { reads, keepAll, settled }: CachedSegment,
  request: SegmentRequest,
  tensors?: ReadonlyMap<Value, Tensor>,
): boolean {
  if (keepAll !== request.keepAll) return false;
  for (const { value, type } of reads) {
    const other = request.given.get(value);
    if (!other || !isSameType(type, other)) return false;
  }
  if (!settled || !request.settled) return settled === request.settled;
  const { outputs } = request.settled;
  if (!settled.outputs.every((type, i) => isSameType(type, outputs[i]!))) return false;
  for (const [value, tensor] of settled.values)
    if (!hasSameElements(tensor, tensors?.get(value))) return false;
  return true;
}

function hasSameElements({ data }: Tensor, other: Tensor | undefined): boolean {
  if (data.length !== other?.data.length) return false;
  for (let i = 0; i < data.length; i++) if (data[i] !== other.data[i]) return false;
  return true;
}

const copyOf = (tensor: Tensor): Tensor => ({ ...tensor, data: tensor.data.slice() as Tensor["data"] });

/** Why a node between segments runs the reference; undefined where it is settled when its inputs are there, or computes nothing. */
function reasonOf({ kernel, inputs, outputs, isState }: PreparedNode): string | undefined {
  const has = (type: Value["type"]) => [...inputs, ...outputs].some((value) => value?.type === type);
  if ("execute" in kernel || has("RESOURCE")) return undefined;
  if (has("STRING")) return "strings have no place in an arena";
  if (!kernel.native) return "it has no native kernel";
  return kernel.stateful || isState.includes(true)
    ? "it changes a state, and its shapes follow from values"
    : undefined;
}
