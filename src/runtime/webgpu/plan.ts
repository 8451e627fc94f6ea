import type { Value } from "../../graph/index.js";
import { elementCount, type TensorType } from "../../tensor/index.js";
import { fold } from "../fold.js";
import { givenTypes, inferTypes, typeIn } from "../infer_types.js";
import type { KnownValues } from "../known_values.js";
import { shareBuffers } from "../plan/shared_buffers.js";
import type { PreparedGraph, PreparedNode } from "../prepare.js";
import { type Draft, Drafts } from "./draft.js";
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

/** A graph as dispatches over shared buffers. */
export interface GpuPlan {
  readonly dispatches: readonly PlannedDispatch[];
  readonly inputs: readonly PlannedValue[];
  readonly outputs: readonly PlannedValue[];
  /** Bytes of each buffer. */
  readonly buffers: readonly number[];
}

/** How the computed elements of a type lie in buffers. */
const storeOf = ({ dtype }: TensorType, { types }: PlanLimits): ElementStore =>
  dtype === "FLOAT32" ? types.real : "i32";

/** A node that a GPU does not take. */
export interface NotPlanned {
  readonly node: PreparedNode;
  readonly reason: string;
}

/** Plans a graph for inputs of these types; or says which node is in the way. */
export function planGraph(
  prepared: PreparedGraph,
  inputs: readonly TensorType[],
  known: KnownValues,
  limits: PlanLimits,
): GpuPlan | NotPlanned {
  const { types, folded } = inferTypes(prepared, givenTypes(prepared, inputs));
  // What follows from constants first: float16 weights stay float16 then.
  const isFolded = (node: PreparedNode) =>
    node.outputs.every((value) => !value || known.isKnown(value)) || fold(node, known);
  const rest = prepared.nodes.filter((node) => !isFolded(node));
  for (const [value, tensor] of folded) if (!known.isKnown(value)) known.set(value, tensor);
  const nodes: { node: PreparedNode; shaded: ShadedNode }[] = [];
  for (const node of rest) {
    if (isFolded(node)) continue;
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
    for (const value of inputs) this.use(value, 0);
    this.drafts.list.forEach((draft, position) => {
      for (const { operand } of bindingsOf(draft)) {
        const reference = draft.references[operand];
        if (reference && "value" in reference && !this.known.isKnown(reference.value))
          this.use(reference.value, position);
      }
    });
    for (const value of outputs) this.use(value, this.drafts.list.length);
    const values = [...this.slots.keys()];
    const { buffers, bytes } = shareBuffers([...this.slots.values()]);
    const bufferOf = (value: Value) => buffers[values.indexOf(this.drafts.root(value))]!;
    const placed = (value: Value): PlannedValue => {
      const type = this.typeOf(value);
      return { value, type, buffer: bufferOf(value), store: storeOf(type, this.limits) };
    };
    return {
      dispatches: this.drafts.list.map((draft) => this.dispatchOf(draft, bufferOf)),
      inputs: inputs.map(placed),
      outputs: outputs.map(placed),
      buffers: bytes,
    };
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
