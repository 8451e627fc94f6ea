import type { TensorType } from "../../tensor/index.js";
import type { NativeNode, Operand } from "../kernel.js";
import { type LoweredStage, lowerFixedStage, lowerHybridStage } from "../lower_output_stage.js";
import { storedTypeOf } from "../lower_stored.js";
import { type Arithmetic, filterZeroOf, type Hybrid, type Roles, requantizationOf } from "./operands.js";

/** What integer steps of convolutions need besides the geometry. */
export interface IntegerOperands {
  readonly stage: LoweredStage;
  /** The filter's type, as native steps number it, and its zero point. */
  readonly filterParameters: readonly number[];
}

/**
 * The arithmetic of a quantized or hybrid convolution for native steps.
 *
 * @param depth how many products make a sum
 * @returns null for float filters, and unless filter and bias are constants
 */
export function integerOperands(
  node: NativeNode<unknown>,
  roles: Roles<Operand>,
  output: TensorType,
  { channels, depth }: { channels: number; depth: number },
  arithmetic: Arithmetic,
  { separately }: Hybrid = { scheme: "asymmetric", separately: false },
): IntegerOperands | null {
  const { input, filter, bias } = roles;
  if (!filter.data || filter.dtype === "FLOAT32") return null;
  const isHybrid = input.dtype === "FLOAT32";
  const stage = isHybrid
    ? lowerHybridStage(
        node,
        { weights: filter, bias, channels, depth },
        arithmetic.fusedActivationFunction,
        separately,
      )
    : lowerFixedStage(output.dtype, bias, requantizationOf(node, roles, output, channels, arithmetic));
  if (!stage) return null;
  // INT4 is unpacked to a byte an element; UINT8 filters of hybrid convolutions are signed.
  const isUnsigned = filter.dtype === "UINT8" && !isHybrid;
  const type = storedTypeOf(isUnsigned ? "UINT8" : "INT8")!;
  return { stage, filterParameters: [type, isHybrid ? 0 : filterZeroOf(node, roles)] };
}
