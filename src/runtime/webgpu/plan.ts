import type { Value } from "../../graph/index.js";
import { elementCount, type Tensor, type TensorType } from "../../tensor/index.js";
import { givenTypes, inferTypes, typeIn } from "../infer_types.js";
import type { KnownValues } from "../known_values.js";
import { shareBuffers } from "../plan/shared_buffers.js";
import type { PreparedGraph, PreparedNode } from "../prepare.js";
import { type Draft, Drafts } from "./draft.js";
import { isKnownNode, knownFor } from "./known.js";
import { type Reference, type ShadedNode, shadeNode } from "./shade_node.js";
import type { Binding, Dispatch } from "./shader.js";
import { type ShaderText, type ShaderTypes, shaderText, specialized } from "./wgsl.js";
import type { ElementStore } from "./wgsl_bindings.js";

/** What a plan may take for granted of a device, and what its caller asks for. */
export interface PlanLimits {
  readonly types: ShaderTypes;
  /** Shaders know float16; otherwise float16 constants are read in pairs. */
  readonly hasFloat16: boolean;
  /** Texts are made for each shape: what they would read of their words stands in them. */
  readonly isSpecialized: boolean;
  readonly mostBufferBytes: number;
  readonly mostStorageBuffers: number;
}

/** What a dispatch reads or writes: one of the plan's buffers, or a constant. */
export type PlannedOperand =
  | { readonly buffer: number }
  | {
      readonly constant: Value | Uint8Array;
      readonly store: ElementStore;
      readonly layout: Binding["layout"];
    };

export interface PlannedDispatch {
  readonly label: string;
  readonly shader: ShaderText;
  readonly operands: readonly PlannedOperand[];
  readonly workgroups: Dispatch["workgroups"];
}

/** A value that is copied to a buffer before a run, or from it behind. */
export interface PlannedValue {
  readonly value: Value;
  readonly type: TensorType;
  readonly buffer: number;
  readonly store: ElementStore;
}

/** `position` among the inputs of the graph. */
export type PlannedInput = PlannedValue & { readonly position: number };

/** A graph as dispatches over shared buffers. */
export interface GpuPlan {
  readonly dispatches: readonly PlannedDispatch[];
  /** Those inputs of the graph that dispatches read; of others it has the shape alone. */
  readonly inputs: readonly PlannedInput[];
  /** A tensor for one that follows from shapes. */
  readonly outputs: readonly (PlannedValue | Tensor)[];
  /** Bytes of each buffer. */
  readonly buffers: readonly number[];
  /** What was known before the graph ran. */
  readonly known: KnownValues;
}

/** How the computed elements of a type lie in buffers. */
const storeOf = ({ dtype }: TensorType, { types }: PlanLimits): ElementStore =>
  dtype === "FLOAT32" ? types.real : "i32";

/** A node that a GPU does not take. */
export interface NotPlanned {
  readonly node: PreparedNode;
  readonly reason: string;
}

/**
 * Plans a graph for inputs of these types; or says which node is in the way.
 *
 * @param below what is known of the graph for all types
 */
export function planGraph(
  prepared: PreparedGraph,
  inputs: readonly TensorType[],
  below: KnownValues,
  limits: PlanLimits,
): GpuPlan | NotPlanned {
  const { types, folded } = inferTypes(prepared, givenTypes(prepared, inputs));
  const known = knownFor(prepared, folded, below);
  const nodes: { node: PreparedNode; shaded: ShadedNode }[] = [];
  for (const node of prepared.nodes) {
    if (isKnownNode(node, known)) continue;
    const shaded = shadeNode(node, { types, known, mostBufferBytes: limits.mostBufferBytes });
    if (shaded !== "alias" && "reason" in shaded) return { node, reason: shaded.reason };
    nodes.push({ node, shaded });
  }
  const { graph } = prepared;
  const drafts = new Drafts(nodes, graph.outputs, known, limits.mostStorageBuffers);
  return new Planner(drafts, types, known, limits).plan(graph.inputs, graph.outputs);
}

class Planner {
  private readonly slots = new Map<Value, { bytes: number; first: number; last: number }>();

  constructor(
    private readonly drafts: Drafts,
    private readonly types: ReadonlyMap<Value, TensorType>,
    private readonly known: KnownValues,
    private readonly limits: PlanLimits,
  ) {}

  plan(inputs: readonly Value[], outputs: readonly Value[]): GpuPlan {
    const uses = this.drafts.list.map((draft) => this.valuesOf(draft));
    const computed = outputs.filter((value) => !this.known.isKnown(value));
    const read = new Set([...uses.flat(), ...computed].map((value) => this.drafts.root(value)));
    const made = new Set([...inputs, ...this.drafts.list.map((draft) => this.drafts.sinkOf(draft))]);
    // Values without elements need no dispatch.
    const missing = [...read].find((value) => !made.has(value) && elementCount(this.typeOf(value).shape) > 0);
    if (missing) throw new Error(`nothing makes "${missing.name}"`);
    for (const value of inputs) if (read.has(value)) this.use(value, 0);
    uses.forEach((used, position) => {
      for (const value of used) this.use(value, position);
    });
    for (const value of computed) this.use(value, this.drafts.list.length);
    const values = [...this.slots.keys()];
    const { buffers, bytes } = shareBuffers([...this.slots.values()]);
    const bufferOf = (value: Value) => buffers[values.indexOf(this.drafts.root(value))]!;
    const placed = (value: Value): PlannedValue => {
      const type = this.typeOf(value);
      return { value, type, buffer: bufferOf(value), store: storeOf(type, this.limits) };
    };
    return {
      dispatches: this.drafts.list.map((draft) => this.dispatchOf(draft, bufferOf)),
      inputs: inputs.flatMap((value, position) => (read.has(value) ? [{ ...placed(value), position }] : [])),
      outputs: outputs.map((value) => this.known.tensor(value) ?? placed(value)),
      buffers: bytes,
      known: this.known,
    };
  }

  /** What a dispatch reads and writes that is computed. */
  private valuesOf(draft: Draft): Value[] {
    return bindingsOf(draft).flatMap(({ operand }) => {
      const reference = draft.references[operand];
      return reference && "value" in reference && !this.known.isKnown(reference.value)
        ? [reference.value]
        : [];
    });
  }

  private typeOf(value: Value): TensorType {
    return typeIn(this.types, value)!;
  }

  /** The value's memory is in use at a position. */
  private use(value: Value, position: number): void {
    const root = this.drafts.root(value);
    const slot = this.slots.get(root);
    if (slot) slot.last = Math.max(slot.last, position);
    else {
      const type = this.typeOf(root);
      const width = storeOf(type, this.limits) === "f16" ? 2 : 4;
      const bytes = Math.max(16, Math.ceil((elementCount(type.shape) * width) / 16) * 16);
      this.slots.set(root, { bytes, first: position, last: position });
    }
  }

  private dispatchOf(draft: Draft, bufferOf: (value: Value) => number): PlannedDispatch {
    const { dispatch, references, node } = draft;
    const { types, isSpecialized } = this.limits;
    const general = shaderText(dispatch, types, (binding) =>
      this.operandStore(references[binding.operand]!, binding.table),
    );
    const shader = isSpecialized ? specialized(general) : general;
    const operands = shader.bindings.map(({ operand, layout, table }): PlannedOperand => {
      const reference = references[operand]!;
      const store = this.operandStore(reference, table);
      if ("bytes" in reference) return { constant: reference.bytes, store, layout };
      const { value } = reference;
      if (this.known.isKnown(value)) return { constant: value, store, layout };
      return { buffer: bufferOf(value) };
    });
    const label = `${node.fixed.place}, ${dispatch.name}`;
    return { label, shader, operands, workgroups: dispatch.workgroups };
  }

  private operandStore(reference: Reference, table: Binding["table"]): ElementStore {
    if (!reference) throw new Error("a shader reads an operand that is absent");
    if ("bytes" in reference) return table ?? "i32";
    const { value } = reference;
    if (this.known.half(value)) return this.limits.hasFloat16 ? "f16" : "half";
    return storeOf(this.typeOf(value), this.limits);
  }
}

/** Everything that a dispatch is bound to, that of its stages too. */
const bindingsOf = ({ dispatch: { bindings, stages } }: Draft): { operand: number }[] => [
  ...bindings,
  ...stages.flatMap(({ other }) => (other ? [other] : [])),
];
