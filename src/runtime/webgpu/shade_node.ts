import type { Value } from "../../graph/index.js";
import type { NativeOperand, NativeStep } from "../../ops/index.js";
import { elementCount, type TensorType } from "../../tensor/index.js";
import { typeIn } from "../infer_types.js";
import type { KnownValues } from "../known_values.js";
import { lower } from "../lower.js";
import type { PreparedNode } from "../prepare.js";
import { Parameters } from "./parameters.js";
import { type Dispatch, NotShaded, type ShaderOperand } from "./shader.js";
import { shaders } from "./shaders/index.js";
import { MOST_WORKGROUPS } from "./wgsl.js";

/** What an operand of a dispatch is: a value of the graph, or a constant of the lowering. */
export type Reference = { readonly value: Value } | { readonly bytes: Uint8Array } | null;

export interface ShadedStep {
  readonly dispatches: readonly Dispatch[];
  readonly references: readonly Reference[];
}

/** What a node becomes on a GPU: its first input's memory, dispatches, or nothing, and why. */
export type ShadedNode = "alias" | readonly ShadedStep[] | { readonly reason: string };

/** What a node is shaded with. */
export interface Shading {
  readonly types: ReadonlyMap<Value, TensorType>;
  readonly known: KnownValues;
  /** The most bytes that a shader can see of one buffer. */
  readonly mostBufferBytes: number;
}

/** The types of elements that have a form on a GPU. */
const STORED = ["FLOAT32", "INT32", "BOOL"];

/** Lowers a node to the steps that the native backend does, and these to shaders. */
export function shadeNode(node: PreparedNode, shading: Shading): ShadedNode {
  const { types, known } = shading;
  if (node.isState.includes(true)) return { reason: "it keeps a state" };
  for (const value of [...node.inputs, ...node.outputs]) {
    const reason = value && refusalOf(value, shading);
    if (reason) return { reason };
  }
  const lowering = lower(node, types, known, { computesInFloat16: false, threads: 1 });
  if (lowering === "alias" && isBitcast(node, types)) return { reason: "it looks at the bits of elements" };
  if (lowering === "alias" || "reason" in lowering) return lowering;
  try {
    for (const step of lowering) requireStored(step, node, shading);
    return lowering.map((step) => shadeStep(step, node, shading));
  } catch (error) {
    if (error instanceof NotShaded) return { reason: error.message };
    throw error;
  }
}

/** Why a value cannot be in a buffer of the device; null where it can. */
function refusalOf(value: Value, { types, known, mostBufferBytes }: Shading): string | null {
  const type = typeIn(types, value)!;
  if (!known.isKnown(value) && !isStored(type)) return `there is no form for ${type.dtype} on a GPU`;
  const bytes = (known.half(value) ? 2 : 4) * elementCount(type.shape);
  if (bytes <= mostBufferBytes) return null;
  return `"${value.name}" takes ${bytes} bytes, and shaders see at most ${mostBufferBytes}`;
}

/** Elements of different types lie differently. */
const isBitcast = ({ inputs, outputs }: PreparedNode, types: Shading["types"]): boolean =>
  typeIn(types, inputs[0]!)!.dtype !== typeIn(types, outputs[0]!)!.dtype;

const isStored = (type: TensorType | undefined): boolean => type !== undefined && STORED.includes(type.dtype);

/** @throws NotShaded for an element type that has no form on a GPU */
function requireStored({ operands }: NativeStep, node: PreparedNode, { types }: Shading): void {
  for (const operand of operands) {
    const reference = referenceOf(operand, node);
    if (!reference || "bytes" in reference) continue;
    const type = typeIn(types, reference.value);
    if (!isStored(type)) throw new NotShaded(`there is no form for ${type?.dtype} on a GPU`);
  }
}

function shadeStep(step: NativeStep, node: PreparedNode, { types, known }: Shading): ShadedStep {
  const shader = shaders.get(step.step);
  if (!shader) throw new NotShaded(`there is no shader for the step ${step.step}`);
  const references = step.operands.map((operand) => referenceOf(operand, node));
  const operands = references.map((reference): ShaderOperand | null => {
    if (!reference) return null;
    if ("bytes" in reference) {
      const { bytes } = reference;
      return { dtype: "UINT8", elements: bytes.length, isConstant: true, bytes, values: () => null };
    }
    const { value } = reference;
    const { dtype, shape } = typeIn(types, value)!;
    return {
      ...{ dtype, elements: elementCount(shape), isConstant: known.isKnown(value), bytes: null },
      values: () => (known.tensor(value)?.data as ArrayLike<number> | undefined) ?? null,
    };
  });
  const dispatches = shader({ parameters: new Parameters(step.parameters), operands });
  if (dispatches.some(({ workgroups }) => Math.max(...workgroups) > MOST_WORKGROUPS))
    throw new NotShaded(`it takes more than ${MOST_WORKGROUPS} workgroups along one dimension`);
  // Results without elements need none.
  return { dispatches: dispatches.filter(({ workgroups }) => !workgroups.includes(0)), references };
}

function referenceOf(operand: NativeOperand, node: PreparedNode): Reference {
  if (!operand || "scratch" in operand || "addend" in operand) return null;
  if ("constant" in operand) return { bytes: operand.constant };
  const value = "input" in operand ? node.inputs[operand.input] : node.outputs[operand.output];
  return value ? { value } : null;
}
