import { elementCount, type TensorType } from "../../tensor/index.js";
import { inputOf } from "../check.js";
import type { NativeNode, Operand } from "../kernel.js";
import { elementParameters, SLACK, scalesBytes } from "../lower_integer_input.js";
import {
  type LoweredStage,
  lowerFixedStage,
  lowerHybridStage,
  lowerRealStage,
  stageOperands,
} from "../lower_output_stage.js";
import { storedTypeOf } from "../lower_stored.js";
import type { NativeStep } from "../lowering.js";
import { type Options, type Roles, requantizationOf, weightsZero } from "./dense_operands.js";

/** Elements of the widest vector that rows are padded to. */
const VECTOR = 32;

/** The most columns of a panel. */
const PANEL = 64;

/** Products of matrices of input 0 with the transposes of matrices of input 1 (native/program/steps/integer_dense.cpp). */
export interface IntegerProducts {
  readonly rows: number;
  readonly depth: number;
  readonly units: number;
  readonly lefts: number;
  readonly rights: number;
  /** Which matrices make each product. */
  readonly products: readonly (readonly [left: number, right: number])[];
  /** How floats are quantized, row by row. */
  readonly scheme: "symmetric" | "asymmetric";
  /** The second matrices' type, as they are read, and zero point. */
  readonly rightType: "INT8" | "UINT8" | "INT16";
  readonly rightZero: number;
  /** Whether the matrices are stored the other way round: [depth, rows], [depth, units]. */
  readonly leftTransposed?: boolean;
  readonly rightTransposed?: boolean;
}

export function integerProducts(
  node: NativeNode<unknown>,
  shape: IntegerProducts,
  stage: LoweredStage,
): NativeStep[] {
  const { rows, depth, units, lefts, rights, products, scheme, rightType, rightZero } = shape;
  const left = inputOf(node, 0);
  const stride = Math.ceil(depth / VECTOR) * VECTOR;
  const widened = scalesBytes(left, lefts * rows) + 2 * lefts * rows * stride;
  const leftBytes = left.dtype === "FLOAT32" ? 4 : left.dtype === "INT16" ? 2 : 1;
  const rightBytes = rightType === "INT16" ? 2 : 1;
  const elements =
    stage.parameters[0] === 0 ? [storedTypeOf(left.dtype)!, 0, 0] : elementParameters(node, left, scheme);
  return [
    {
      step: "integer_dense",
      operands: [
        ...[{ input: 0 }, { input: 1 }, ...stageOperands(stage), { scratch: widened }],
        shape.leftTransposed ? { scratch: leftBytes * lefts * rows * depth } : null,
        shape.rightTransposed ? { scratch: rightBytes * rights * units * depth } : null,
        shape.rightType === "INT8" && rows >= LEAST_PACKED_ROWS ? { scratch: panelBytes(shape) } : null,
        { output: 0 },
      ],
      parameters: [
        ...[...elements, lefts, rows, depth, units, storedTypeOf(rightType)!, rightZero, rights],
        ...[...stage.parameters, products.length, ...products.flat()],
      ],
    },
  ];
}

/** Of at least one product. @returns null for float weights, and unless the bias is a constant */
export function lowerIntegerDense(node: NativeNode<Options>, output: TensorType): NativeStep[] | null {
  const roles = { input: inputOf(node, 0), weights: inputOf(node, 1), bias: node.inputs[2] ?? null };
  const { input, weights } = roles;
  const [units, depth] = weights.shape as [number, number];
  if (weights.dtype === "FLOAT32") return null;
  const isHybrid = input.dtype === "FLOAT32";
  const stage = stageOf(node, roles, output);
  const rightZero = isHybrid ? 0 : weightsZero(weights);
  if (!stage || (weights.dtype === "INT16" && rightZero !== 0)) return null;
  const isSigned = isHybrid || weights.dtype !== "UINT8";
  const rows = elementCount(output.shape) / units;
  const scheme = node.options.asymmetricQuantizeInputs ? "asymmetric" : "symmetric";
  const isConstant = node.storedType(1) !== null;
  if (weights.dtype !== "INT16" && isConstant && rows >= LEAST_PACKED_ROWS)
    return packedProduct(node, { rows, depth, units, scheme, isSigned, zero: rightZero }, stage);
  const shape: IntegerProducts = {
    ...{ rows, depth, units, lefts: 1, rights: 1, products: [[0, 0]], scheme },
    rightType: weights.dtype === "INT16" ? "INT16" : isSigned ? "INT8" : "UINT8",
    rightZero,
  };
  return integerProducts(node, shape, stage);
}

/** What panels of bytes of the second matrices take at most, with a sum for each column (native/program/byte_products.cpp). */
const panelBytes = ({ rights, units, depth }: IntegerProducts): number =>
  rights * Math.ceil(units / PANEL) * PANEL * (Math.ceil(depth / 4) * 4 + 4);

/** With fewer rows weights are read where they are: packing them is quicker there too, but keeps a copy for little work. */
const LEAST_PACKED_ROWS = 3;

interface PackedProduct extends Pick<IntegerProducts, "rows" | "depth" | "units" | "scheme"> {
  readonly isSigned: boolean;
  readonly zero: number;
}

/** A product with constant weights (native/program/steps/integer_fully_connected.cpp). */
function packedProduct(node: NativeNode<Options>, product: PackedProduct, stage: LoweredStage): NativeStep[] {
  const { rows, depth, units, scheme, isSigned, zero } = product;
  const input = inputOf(node, 0);
  const scratch = scalesBytes(input, rows) + 2 * rows * Math.ceil(depth / VECTOR) * VECTOR + SLACK;
  const elements = elementParameters(node, input, scheme);
  const weights = storedTypeOf(isSigned ? "INT8" : "UINT8")!;
  return [
    {
      step: "integer_fully_connected",
      operands: [{ input: 0 }, { input: 1 }, ...stageOperands(stage), { scratch }, { output: 0 }],
      parameters: [...elements, rows, depth, units, weights, zero, ...stage.parameters],
    },
  ];
}

function stageOf(node: NativeNode<Options>, roles: Roles<Operand>, output: TensorType): LoweredStage | null {
  const { input, weights, bias } = roles;
  const [units, depth] = weights.shape as [number, number];
  if (input.dtype === "FLOAT32") {
    const sums = { weights, bias, channels: units, depth };
    return lowerHybridStage(node, sums, node.options.fusedActivationFunction, false);
  }
  const requantization = requantizationOf(node, roles, output);
  if (weights.dtype !== "INT16") return lowerRealStage(output.dtype, bias, requantization);
  return lowerFixedStage(output.dtype, bias, { ...requantization, isWide: true });
}
