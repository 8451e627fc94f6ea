import type { ElementType } from "../tensor/index.js";
import type { ActivationFunctionType } from "../tflite/index.js";
import { activationRange } from "./fused_activation.js";
import type { NativeNode, Operand } from "./kernel.js";
import { storedTypeOf } from "./lower_stored.js";
import type { NativeOperand } from "./lowering.js";
import type { RealRequantization, Requantization } from "./output_stage.js";
import { channelScales } from "./weights.js";

/** The numbers of StageKind in native/kernels/integers.h. */
const kinds = { stored: 0, fixed: 1, fixedWide: 2, real: 3, realWide: 4, hybrid: 5 } as const;

type Values = Int32Array | Float64Array | Float32Array;

/** How a native step turns sums into elements (native/program/output_stage.h). */
export interface LoweredStage {
  /** For each channel; null for zeros. */
  readonly bias: Values | null;
  readonly factors: Float64Array | Float32Array | null;
  readonly parameters: readonly number[];
}

/** The operands of some channels. */
export function stageOperands({ bias, factors }: LoweredStage, from = 0, end?: number): NativeOperand[] {
  return [bias, factors].map((values) => {
    if (!values) return null;
    const { buffer, byteOffset, byteLength } = values.subarray(from, end);
    return { constant: new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength) };
  });
}

/** Biases beyond it leave no room for exact arithmetic. */
const MOST_BIAS = 2 ** 46;

/** The elements of a constant bias as numbers; null where it is computed or too large, undefined where there is none. */
function biasValues(bias: Operand | null): Int32Array | Float64Array | null | undefined {
  if (!bias) return undefined;
  if (!bias.data) return null;
  if (bias.data instanceof Int32Array) return bias.data;
  const { data } = bias as { data: ArrayLike<number | bigint> };
  const values = new Float64Array(data.length);
  for (let i = 0; i < data.length; i++) {
    values[i] = Number(data[i]);
    if (!(Math.abs(values[i]!) <= MOST_BIAS)) return null;
  }
  return values;
}

/** Whole numbers in 32 bits, as they wrap around. */
function int32Of(values: Int32Array | Float64Array): Int32Array {
  if (values instanceof Int32Array) return values;
  const result = new Int32Array(values.length);
  for (let i = 0; i < values.length; i++) result[i] = values[i]! | 0;
  return result;
}

interface Stored {
  readonly zeroPoint: number;
  readonly range: readonly [number, number];
}

const parametersOf = (
  kind: keyof typeof kinds,
  output: ElementType,
  { zeroPoint, range }: Stored,
  floats: readonly [number, number] = [0, 0],
  separately = false,
): number[] => [kinds[kind], storedTypeOf(output)!, zeroPoint, ...range, ...floats, separately ? 1 : 0];

const NOTHING: Stored = { zeroPoint: 0, range: [0, 0] };

/** Sums as they are. */
export const storedStage: LoweredStage = {
  ...{ bias: null, factors: null },
  parameters: parametersOf("stored", "INT32", NOTHING),
};

/** Channels' real multipliers are what native steps take: they quantize them where the arithmetic is in fixed point. */
type LoweredRequantization = Requantization & { readonly scales: Float64Array };

/** The stage of `quantizedStage`, or of `wideQuantizedStage`. */
export function lowerFixedStage(
  output: ElementType,
  bias: Operand | null,
  { isWide, ...requantization }: LoweredRequantization & { readonly isWide: boolean },
): LoweredStage | null {
  return requantizingStage(isWide ? "fixedWide" : "fixed", output, bias, requantization);
}

/** The stage of `realQuantizedStage`. */
export function lowerRealStage(
  output: ElementType,
  bias: Operand | null,
  { narrow, ...requantization }: RealRequantization & LoweredRequantization,
): LoweredStage | null {
  return requantizingStage(narrow ? "real" : "realWide", output, bias, requantization);
}

/** Sums have 64 bits where the stage is wide, and wrap around at 32 otherwise. */
function requantizingStage(
  kind: "fixed" | "fixedWide" | "real" | "realWide",
  output: ElementType,
  bias: Operand | null,
  { scales, ...stored }: LoweredRequantization,
): LoweredStage | null {
  const values = biasValues(bias);
  if (values === null) return null;
  const isWide = kind === "fixedWide" || kind === "realWide";
  const added = values && (isWide ? new Float64Array(values) : int32Of(values));
  return { bias: added ?? null, factors: scales, parameters: parametersOf(kind, output, stored) };
}

/** Sums of so many products of quantized floats and 8-bit weights fit into 32 bits. */
const MOST_HYBRID_DEPTH = 65535;

/** The stage of `hybridStage`; `depth` products make a sum. */
export function lowerHybridStage(
  node: NativeNode<unknown>,
  {
    weights,
    bias,
    channels,
    depth,
  }: { weights: Operand; bias: Operand | null; channels: number; depth: number },
  activation: ActivationFunctionType,
  separately: boolean,
): LoweredStage | null {
  if ((bias && !bias.data) || depth > MOST_HYBRID_DEPTH) return null;
  return {
    bias: bias ? Float32Array.from(bias.data as Float32Array) : null,
    factors: Float32Array.from(channelScales(node, weights, channels)),
    parameters: parametersOf("hybrid", "INT32", NOTHING, activationRange(activation), separately),
  };
}
