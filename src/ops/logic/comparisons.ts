import type { ElementType, Tensor, TensorType } from "../../tensor/index.js";
import type { TableDefinition } from "../../tflite/index.js";
import {
  EqualOptions,
  GreaterEqualOptions,
  GreaterOptions,
  LessEqualOptions,
  LessOptions,
  NotEqualOptions,
} from "../../tflite/schema/general_options.js";
import { applyToPairs, requireSameTypes } from "../binary.js";
import { broadcastInputs } from "../broadcast.js";
import { inputOf } from "../check.js";
import { multiplyByQuantizedMultiplier, quantizeMultiplier } from "../fixed_point.js";
import { type Input, type Kernel, type Node, type RunningNode, staticKernel } from "../kernel.js";
import { lowerByPairs } from "../lower_by_pairs.js";
import { operator } from "../operator.js";
import { perTensor } from "../quantization.js";
import { lowerComparison, type NativeComparison } from "./lower_comparison.js";

/** 1 where two elements compare, 0 where they do not. */
type Compare = (x: number, y: number) => number;

const NUMBERS: readonly ElementType[] = ["FLOAT32", "INT64", "INT32", "UINT32", "INT16", "INT8", "UINT8"];

const infer =
  (types: readonly ElementType[]) =>
  (node: Node<unknown>): TensorType[] => {
    requireSameTypes(node, types);
    return [{ dtype: "BOOL", quantization: null, shape: broadcastInputs(node, [0, 1]) }];
  };

/** Compares broadcast numbers: 8-bit integers by the real numbers that they stand for, all others as they are. */
const ordering = (options: TableDefinition, compare: Compare, native: NativeComparison): Kernel =>
  staticKernel(options, {
    infer: infer(NUMBERS),
    reference(node, [output]) {
      const { dtype } = inputOf(node, 0);
      if (dtype === "INT8" || dtype === "UINT8") compareScaled(node, output!, compare);
      else compareStored(node, output!, compare);
    },
    native(node, outputs) {
      return lowerComparison(node, outputs, native) ?? lowerByPairs(node, outputs, this.reference);
    },
  });

/** Equality knows booleans and strings too, and scales INT16. */
const equality = (options: TableDefinition, isEqual: boolean): Kernel =>
  staticKernel(options, {
    infer: infer([...NUMBERS, "BOOL", "STRING"]),
    reference(node, [output]) {
      const compare: Compare = isEqual ? (x, y) => (x === y ? 1 : 0) : (x, y) => (x === y ? 0 : 1);
      const { dtype } = inputOf(node, 0);
      if (dtype === "STRING")
        applyToPairs<Uint8Array, number>(inputOf(node, 0), inputOf(node, 1), output!, (x, y) =>
          Number(sameBytes(x, y) === isEqual),
        );
      else if (dtype === "INT8" || dtype === "UINT8" || dtype === "INT16")
        compareScaled(node, output!, compare);
      else compareStored(node, output!, compare);
    },
    native(node, outputs) {
      const name = isEqual ? "EQUAL" : "NOT_EQUAL";
      return lowerComparison(node, outputs, { name }) ?? lowerByPairs(node, outputs, this.reference);
    },
  });

function compareStored(node: RunningNode<unknown>, output: Tensor, compare: Compare): void {
  applyToPairs<number, number>(inputOf(node, 0), inputOf(node, 1), output, compare);
}

/** In fixed point: 8 more bits, times the scale. */
function compareScaled(node: RunningNode<unknown>, output: Tensor, compare: Compare): void {
  const [first, second] = [inputOf(node, 0), inputOf(node, 1)];
  const [a, b] = [scaling(node, first), scaling(node, second)];
  applyToPairs<number, number>(first, second, output, (x, y) => compare(a(x), b(y)));
}

/** What the stored values of an input are compared by: as they are where it has no scale. */
function scaling(node: Node<unknown>, input: Input): (stored: number) => number {
  if (!input.quantization) return (stored) => stored;
  const { scale, zeroPoint } = perTensor(node, input);
  const multiplier = quantizeMultiplier(scale);
  return (stored) => multiplyByQuantizedMultiplier((stored - zeroPoint) * 256, multiplier);
}

function sameBytes(x: Uint8Array, y: Uint8Array): boolean {
  return x.length === y.length && x.every((byte, i) => byte === y[i]);
}

/** x == y */
export const equal = operator("EQUAL", ["1.14.0", "1.14.0", "2.3.0", "2.13.0", "2.21.0"], {
  kernel: equality(EqualOptions, true),
});

/** x != y */
export const notEqual = operator("NOT_EQUAL", ["1.14.0", "1.14.0", "2.3.0", "2.21.0"], {
  kernel: equality(NotEqualOptions, false),
});

/** x > y */
export const greater = operator("GREATER", ["1.14.0", "1.14.0"], {
  kernel: ordering(GreaterOptions, (x, y) => (x > y ? 1 : 0), { name: "LESS", swapped: true }),
});

/** x >= y */
export const greaterEqual = operator("GREATER_EQUAL", ["1.14.0", "1.14.0", "2.13.0"], {
  kernel: ordering(GreaterEqualOptions, (x, y) => (x >= y ? 1 : 0), { name: "LESS_EQUAL", swapped: true }),
});

/** x < y */
export const less = operator("LESS", ["1.14.0", "1.14.0", "2.13.0"], {
  kernel: ordering(LessOptions, (x, y) => (x < y ? 1 : 0), { name: "LESS" }),
});

/** x <= y */
export const lessEqual = operator("LESS_EQUAL", ["1.14.0", "1.14.0"], {
  kernel: ordering(LessEqualOptions, (x, y) => (x <= y ? 1 : 0), { name: "LESS_EQUAL" }),
});
