import { HalfliteError } from "../../errors.js";
import type { Value } from "../../graph/index.js";
import type { NativeLowering, NativeOperand } from "../../ops/index.js";
import { bytesOf, type Tensor, type TensorType } from "../../tensor/index.js";
import { fold } from "../fold.js";
import { type InferredTypes, inferTypes, isKept, typeIn } from "../infer_types.js";
import type { KeptValues } from "../kept_values.js";
import type { KnownValues } from "../known_values.js";
import { lower, type Machine, type Unlowered } from "../lower.js";
import { byteLengthOf } from "../memory.js";
import type { CascadePlan } from "../plan/cascade.js";
import { Places } from "../plan/places.js";
import type { PreparedGraph, PreparedNode } from "../prepare.js";
import type { Fallback } from "../session.js";
import type { NativeBackend } from "./backend.js";
import { Cascades } from "./cascades.js";
import { createProgram, RefusedStep } from "./create_program.js";
import { type Draft, type StepsDraft, Uses } from "./draft.js";
import type { PlacedCascade, PlacedOperand, PlacedStep } from "./encode_program.js";
import { arenaBytesOf, hasPlace, type Item, type Placed, type PlacedNode, type Segment } from "./segment.js";
import { type TakenNode, takenNode } from "./taken_node.js";
import { NO_VARIABLES, VariablePlan } from "./variables.js";

/** What is known of a single node whose outputs' types follow from values, once those are there. */
export interface Settled {
  readonly outputs: readonly TensorType[];
  /** Inputs that its lowering asks for. */
  readonly values: ReadonlyMap<Value, Tensor>;
}

/** What is compiled: the nodes of a graph from one position as far as types are known, or one node that is settled. */
export interface SegmentRequest {
  readonly prepared: PreparedGraph;
  readonly from: number;
  /** The types of the values that were computed before, or given. */
  readonly given: ReadonlyMap<Value, TensorType>;
  /** For observers: no value's memory is used again. */
  readonly keepAll: boolean;
  readonly settled: Settled | null;
  /** Values that are given and whose memory nothing else gets. */
  readonly lasting: readonly Value[];
}

/**
 * Plans and compiles nodes of a graph.
 *
 * @param known what is known of the graph's values; gets the results of folding
 * @param kept the session's variables, whose memory native steps read and write
 * @throws SHAPE_MISMATCH, UNSUPPORTED_OPERATOR, OUT_OF_MEMORY
 */
export function compileSegment(
  request: SegmentRequest,
  known: KnownValues,
  kept: KeptValues,
  backend: NativeBackend,
): Segment {
  const refused = new Map<PreparedNode, string>();
  for (;;) {
    try {
      return new Compiler(request, known, kept, backend, refused).segment();
    } catch (error) {
      if (!(error instanceof RefusedStep)) throw error;
      const { node, reason } = error;
      if (refused.size === MOST_REFUSED)
        throw new HalfliteError("SHAPE_MISMATCH", {
          place: node.fixed.place,
          tensor: "native steps",
          expected: "steps that fit their operands",
          received: reason,
        });
      refused.set(node, reason);
    }
  }
}

/** Nodes that a plan is made anew for because the addon refuses their steps. */
const MOST_REFUSED = 16;

function typesOf(
  { prepared, from, given, settled }: SegmentRequest,
  known: KnownValues,
  variables: VariablePlan | null,
): InferredTypes {
  const constantOf = (value: Value) => known.tensor(value)!;
  const inferDynamic = (node: PreparedNode, types: Map<Value, TensorType>) =>
    variables?.infer(node, types) ?? false;
  if (!settled) return inferTypes(prepared, given, from, constantOf, inferDynamic);
  const types = new Map(given);
  prepared.nodes[from]!.outputs.forEach((value, i) => {
    if (value) types.set(value, settled.outputs[i]!);
  });
  return { types, folded: settled.values, end: from + 1 };
}

class Compiler {
  private readonly prepared: PreparedGraph;
  private readonly from: number;
  private readonly keepAll: boolean;
  private readonly lasting: readonly Value[];
  private readonly types: ReadonlyMap<Value, TensorType>;
  private readonly end: number;
  private readonly places: Places;
  private readonly drafts: Draft[] = [];
  /** Of the last draft; drafts that are taken together have one time. */
  private time = -1;
  private readonly uses: Uses;
  private readonly cascades: Cascades;
  /** Null for observers, who see every node's outputs. */
  private readonly variables: VariablePlan | null;
  private readonly machine: Machine;
  private readonly values: Value[] = [];
  private readonly inputs: Value[] = [];
  private readonly fallbacks: Fallback[] = [];
  private readonly asked: Value[] = [];

  constructor(
    request: SegmentRequest,
    private readonly known: KnownValues,
    private readonly kept: KeptValues,
    private readonly backend: NativeBackend,
    private readonly refused: ReadonlyMap<PreparedNode, string>,
  ) {
    const isObserved = request.keepAll || request.settled !== null;
    this.variables = isObserved ? null : new VariablePlan(request.prepared, kept);
    const { types, folded, end } = typesOf(request, known, this.variables);
    this.prepared = request.prepared;
    this.from = request.from;
    this.keepAll = request.keepAll;
    this.lasting = request.lasting;
    this.types = types;
    this.places = new Places(request.keepAll);
    this.machine = { computesInFloat16: backend.precision === "float16", threads: backend.threads };
    this.uses = new Uses(request.prepared);
    this.cascades = new Cascades(this.uses, backend.threads, (value) => this.bytesOf(value));
    for (const [value, tensor] of folded) known.set(value, tensor);
    this.end = this.endOfArenaTypes(end);
  }

  segment(): Segment {
    for (const node of this.prepared.nodes.slice(this.from, this.end)) this.addNode(node);
    const live = this.liveOutputs();
    const outputs = live.filter((value) => !this.known.isKnown(value));
    const read = this.lasting.filter((value) => this.places.has(value));
    for (const value of [...outputs, ...read]) this.places.use(value, this.time + 1);
    const plans = this.cascades.plan(this.places);
    const { offsets, bytes } = this.places.plan();
    this.known.memory.check(`${this.place}, arena`, bytes);
    const placed = (value: Value): Placed => {
      const type = this.typeOf(value);
      return { value, type, offset: offsets[this.places.slot(value)]!, bytes: this.places.bytesOf(value) };
    };
    return {
      from: this.from,
      end: this.end,
      items: this.itemsOf(placed, offsets, bytes, plans),
      inputs: this.inputs.map(placed),
      outputs: outputs.map((value) => ({ ...placed(value), positions: this.positionsOf(value) })),
      knownOutputs: live.flatMap((value) => {
        const tensor = this.known.isKnown(value) && this.known.tensor(value);
        return tensor ? [{ value, tensor }] : [];
      }),
      variables: this.variables?.plan(this.end) ?? NO_VARIABLES,
      values: this.values.map((value) =>
        this.known.isKnown(value) ? { value, tensor: () => this.known.tensor(value)! } : placed(value),
      ),
      arenaBytes: bytes,
      heldBytes: this.known.held,
      fallbacks: this.fallbacks,
      asked: this.asked,
    };
  }

  /** Nodes on strings and resources have no memory in the arena: they end the segment. */
  private endOfArenaTypes(end: number): number {
    for (let i = this.from; i < end; i++) {
      const node = this.prepared.nodes[i]!;
      const placed = this.variables?.placed(node) ?? [...node.inputs, ...node.outputs];
      if (placed.some(this.hasNoPlace)) return i;
    }
    return end;
  }

  private readonly hasNoPlace = (value: Value | null): boolean => {
    const dtype = value && (this.types.get(value)?.dtype ?? (isKept(value) ? value.type : null));
    return dtype !== null && !hasPlace(dtype);
  };

  private get place(): string {
    return `subgraph ${this.prepared.graph.index}`;
  }

  private typeOf(value: Value): TensorType {
    return typeIn(this.types, value)!;
  }

  private addNode(node: PreparedNode): void {
    if (this.variables?.take(node, this.types)) return;
    if (node.outputs.every((value) => !value || this.known.isKnown(value)) || fold(node, this.known)) {
      this.values.push(...node.outputs.filter((value) => value !== null));
      return;
    }
    // Before anything is computed for it that is as long as its outputs.
    for (const value of node.outputs) if (value) this.bytesOf(value);
    const refusal = this.refused.get(node);
    const lowering: NativeLowering | Unlowered = refusal
      ? { reason: refusal }
      : lower(node, this.types, this.known, this.machine);
    const isFree = !this.keepAll && lowering !== "alias" && !("reason" in lowering);
    const taken = isFree && takenNode(node, lowering, this.drafts.at(-1), this.uses);
    if (taken && !(taken.addend && this.known.isKnown(taken.addend))) {
      this.take(node, taken);
      return;
    }
    const before = isFree ? this.cascades.before(node, lowering, this.drafts.at(-1)) : null;
    const item = before ? this.time : this.time + 1;
    node.inputs.forEach((value, i) => {
      if (value && !node.isState[i]) this.read(value, item);
    });
    if (lowering === "alias") {
      this.addAlias(node);
      return;
    }
    this.time = item;
    for (const value of node.outputs) if (value) this.write(value, item);
    if ("reason" in lowering) {
      const { reason, asked } = lowering;
      const value = asked === undefined ? null : node.inputs[asked];
      if (value) this.asked.push(value);
      this.drafts.push({ node, reason });
      this.fallbacks.push({ operator: node.operator, place: node.fixed.place, reason });
      return;
    }
    const scratch = lowering.flatMap(({ operands }) =>
      operands.flatMap((operand) =>
        operand && "scratch" in operand ? [this.places.scratch(operand.scratch, item)] : [],
      ),
    );
    const draft: StepsDraft = { node, steps: lowering, scratch, cascade: null, addend: null };
    if (before) this.cascades.join(before, draft);
    this.drafts.push(draft);
  }

  /** The step before the node makes its output. */
  private take({ outputs }: PreparedNode, { draft, addend, step }: TakenNode): void {
    if (addend) this.read(addend, this.time);
    draft.steps = [step];
    draft.addend = addend;
    this.places.alias(outputs[0]!, draft.node.outputs[0]!);
    this.values.push(outputs[0]!);
  }

  private read(value: Value, item: number): void {
    if (this.known.isKnown(value)) return;
    if (!this.places.has(value)) {
      // Computed before this segment, or given.
      this.places.place(value, this.bytesOf(value), 0);
      this.inputs.push(value);
    }
    this.places.use(value, item);
  }

  private write(value: Value, item: number): void {
    this.places.place(value, this.bytesOf(value), item);
    this.values.push(value);
  }

  /** @throws OUT_OF_MEMORY for a value that alone is too large */
  private bytesOf(value: Value): number {
    const type = this.typeOf(value);
    const bytes = byteLengthOf(type);
    if (!this.known.memory.fits(bytes)) this.known.memory.check(`${this.place}, ${value.name}`, bytes);
    return arenaBytesOf(type)!;
  }

  private addAlias({ inputs, outputs }: PreparedNode): void {
    const [from, to] = [inputs[0]!, outputs[0]!];
    this.places.alias(to, from);
    this.values.push(to);
  }

  /** What later nodes or the caller read. */
  private liveOutputs(): Value[] {
    const later = this.prepared.nodes.slice(this.end).flatMap(({ inputs }) => inputs);
    const made = new Set(
      this.prepared.nodes
        .slice(this.from, this.end)
        .filter((node) => !this.variables?.holds(node))
        .flatMap(({ outputs }) => outputs.filter((v) => v !== null)),
    );
    const wanted = [...later, ...this.prepared.graph.outputs, ...(this.variables?.wanted ?? [])];
    const isOutput = (value: Value | null): value is Value => value !== null && made.has(value);
    return [...new Set(wanted.filter(isOutput))];
  }

  /** As in SegmentOutput. */
  private positionsOf(value: Value): number[] {
    const { graph, nodes } = this.prepared;
    const positions = graph.outputs.flatMap((output, position) => (output === value ? [position] : []));
    const isRead = positions.length > 0 && nodes.slice(this.end).some(({ inputs }) => inputs.includes(value));
    return isRead ? [] : positions;
  }

  private itemsOf(
    placed: (value: Value) => Placed,
    offsets: readonly number[],
    arenaBytes: number,
    plans: ReadonlyMap<StepsDraft[], CascadePlan>,
  ): Item[] {
    const items: Item[] = [];
    let steps: (PlacedStep | PlacedCascade)[] = [];
    let nodes: PlacedNode[] = [];
    let stages: PlacedStep[] = [];
    const flush = () => {
      if (steps.length === 0) return;
      items.push({
        program: createProgram(this.backend, steps, nodes, arenaBytes),
        nodes,
        milliseconds: Number.POSITIVE_INFINITY,
      });
      steps = [];
      nodes = [];
    };
    for (const draft of this.drafts) {
      if ("reason" in draft) {
        flush();
        items.push(this.placedNode(draft.node, placed));
        continue;
      }
      const node = this.placedNode(draft.node, placed);
      let scratch = 0;
      const nextScratch = () => offsets[draft.scratch[scratch++]!]!;
      const placedSteps = draft.steps.map((step) => ({
        step,
        operands: step.operands.map((operand) => this.placeOperand(operand, draft, placed, nextScratch)),
      }));
      nodes.push(...placedSteps.map(() => node));
      if (!draft.cascade) steps.push(...placedSteps);
      else {
        stages.push(...placedSteps);
        if (draft !== draft.cascade.at(-1)) continue;
        steps.push({ stages, ...plans.get(draft.cascade)! });
        stages = [];
      }
    }
    flush();
    return items;
  }

  private placeOperand(
    operand: NativeOperand,
    { node, addend }: StepsDraft,
    placed: (value: Value) => Placed,
    nextScratch: () => number,
  ): PlacedOperand {
    if (!operand) return null;
    if ("constant" in operand) return { ...operand, key: "" };
    if ("scratch" in operand) return { offset: nextScratch(), bytes: operand.scratch };
    if ("addend" in operand) return placed(addend!);
    if ("output" in operand) return placed(node.outputs[operand.output]!);
    const value = node.inputs[operand.input];
    if (!value) return null;
    if (node.isState[operand.input]) return { constant: bytesOf(this.kept.tensor(value)!.data), key: null };
    if (!this.known.isKnown(value)) return placed(value);
    return this.known.constant(value, operand.float16 ?? false);
  }

  private placedNode(node: PreparedNode, placed: (value: Value) => Placed): PlacedNode {
    return {
      node,
      inputs: node.inputs.map((value, i) => {
        if (!value) return null;
        if (node.isState[i]) return "variable";
        return this.known.isKnown(value) ? () => this.known.tensor(value)! : placed(value);
      }),
      outputs: node.outputs.map((value) => value && (this.places.has(value) ? placed(value) : null)),
    };
  }
}
