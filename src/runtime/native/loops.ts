import type { Value } from "../../graph/index.js";
import type { TensorType } from "../../tensor/index.js";
import type { PreparedGraph } from "../prepare.js";
import type { CachedSegment } from "./cached_segment.js";
import { withListUpdates } from "./list_updates.js";
import { isSameQuantization, isSameType } from "./same_type.js";
import type { NativeItem, Placed, Segment } from "./segment.js";
import type { SegmentCache } from "./segment_cache.js";
import { hasVariables } from "./variables.js";

/** A loop as one graph: its body, and behind that its condition on what the body makes. */
interface LoopGraph {
  /** Its inputs are the variables; its outputs are their next values and, last of all, whether to go on. */
  readonly prepared: PreparedGraph;
  /** How elements count that the condition reads. */
  readonly conditionQuantization: PreparedGraph["inputQuantization"];
}

/** What runs again and again in one arena. */
export interface Loop {
  readonly variables: readonly Value[];
  /** What the variables are when an iteration has run: themselves, or what is read from the arena. */
  readonly results: readonly Value[];
  readonly segment: CachedSegment;
  readonly item: NativeItem;
  /** Bytes [from, end) of the arena become those at `to` before the next iteration. */
  readonly moves: readonly { readonly from: number; readonly end: number; readonly to: number }[];
  /** The byte that tells whether to go on. */
  readonly condition: number;
}

/** The loops of a session that run in one arena, where a WHILE calls two subgraphs for each iteration. */
export class Loops {
  /** By condition and body; null where the operator has to direct the loop. */
  private readonly graphs = new Map<string, LoopGraph | null>();
  private readonly plans = new WeakMap<CachedSegment, Loop>();

  constructor(
    private readonly subgraphs: readonly PreparedGraph[],
    private readonly segments: SegmentCache,
  ) {}

  /**
   * @param given the types of the variables
   * @returns null where variables change their types, or more than native code is needed; and from then on
   * @throws SHAPE_MISMATCH, UNSUPPORTED_OPERATOR, OUT_OF_MEMORY
   */
  get(condition: number, body: number, given: readonly TensorType[]): Loop | null {
    const key = `${condition} ${body}`;
    let graph = this.graphs.get(key);
    if (graph === undefined) graph = loopGraph(this.subgraphs[condition]!, this.subgraphs[body]!);
    const loop = graph && this.compiled(graph, given);
    if (graph && !loop) this.segments.drop(graph.prepared);
    this.graphs.set(key, loop ? graph : null);
    return loop;
  }

  private compiled(graph: LoopGraph, given: readonly TensorType[]): Loop | null {
    const { prepared } = graph;
    const variables = prepared.graph.inputs;
    if (given.length !== variables.length) return null;
    const types = new Map(
      variables.map((value, i) => [value, { ...given[i]!, quantization: prepared.inputQuantization[i]! }]),
    );
    const segment = this.segments.get(prepared, 0, types, false, variables);
    const loop = this.plans.get(segment) ?? planned(graph, segment, types);
    if (loop) this.plans.set(segment, loop);
    return loop;
  }
}

/** Null for loops with tensors that nothing makes, or with variables that change their places. */
function loopGraph(condition: PreparedGraph, body: PreparedGraph): LoopGraph | null {
  const [truth, ...more] = condition.graph.outputs;
  const { inputs, outputs } = body.graph;
  if (!truth || more.length > 0 || body.empty.length > 0 || condition.empty.length > 0) return null;
  if (outputs.length !== inputs.length || condition.graph.inputs.length !== inputs.length) return null;
  const changesPlaces = outputs.some((value, i) => value !== inputs[i] && inputs.includes(value));
  if (changesPlaces || new Set(inputs).size < inputs.length) return null;
  const made = new Map<Value | null, Value>(condition.graph.inputs.map((value, i) => [value, outputs[i]!]));
  const nodes = condition.nodes.map((node) => ({
    ...node,
    inputs: node.inputs.map((value) => made.get(value) ?? value),
  }));
  const graph = { ...body.graph, outputs: [...outputs, made.get(truth) ?? truth] };
  return {
    prepared: withListUpdates({ ...body, graph, nodes: [...body.nodes, ...nodes] }),
    conditionQuantization: condition.inputQuantization,
  };
}

/** Null where the segment is not the whole loop, or variables have other types behind an iteration than before it. */
function planned(
  { prepared: { graph, nodes }, conditionQuantization }: LoopGraph,
  segment: CachedSegment,
  given: ReadonlyMap<Value, TensorType>,
): Loop | null {
  const item = onlyProgram(segment, nodes.length);
  const sources = placesOf(segment.outputs);
  const sinks = placesOf(segment.inputs);
  const truth = sources.get(graph.outputs.at(-1)!);
  if (!item || truth?.type.dtype !== "BOOL" || truth.bytes !== 1) return null;
  const moves: { from: number; end: number; to: number }[] = [];
  for (const [i, variable] of graph.inputs.entries()) {
    const result = graph.outputs[i]!;
    const source = sources.get(result);
    const type = given.get(variable)!;
    if (!isSameQuantization((source?.type ?? type).quantization, conditionQuantization[i]!)) return null;
    if (result === variable) continue;
    if (!source || !isSameType(source.type, type)) return null;
    const sink = sinks.get(variable);
    // What shares its memory with another variable would be overwritten before it is moved.
    if ([...sinks.values()].some((other) => other !== sink && overlap(other, source))) return null;
    if (!sink || sink.offset === source.offset) continue;
    moves.push({ from: source.offset, end: source.offset + source.bytes, to: sink.offset });
  }
  const results = graph.outputs.slice(0, -1);
  return { variables: graph.inputs, results, segment, item, moves, condition: truth.offset };
}

function onlyProgram({ items, end, variables }: Segment, nodes: number): NativeItem | null {
  const [item, ...more] = items;
  const isAlone = more.length === 0 && end === nodes && !hasVariables(variables);
  return isAlone && item && "program" in item ? item : null;
}

const placesOf = (places: readonly Placed[]): Map<Value, Placed> =>
  new Map(places.map((placed) => [placed.value, placed]));

const overlap = (a: Placed, b: Placed): boolean =>
  a.offset < b.offset + b.bytes && b.offset < a.offset + a.bytes;
