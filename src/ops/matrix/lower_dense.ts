import type { ActivationFunctionType } from "../../tflite/index.js";
import { activationRange } from "../fused_activation.js";
import type { NativeNode } from "../kernel.js";
import { float16Flag } from "../lower_window.js";
import type { NativeStep } from "../lowering.js";

/** With at most so many rows a product's time is that of reading the weights, which are then read as they are stored. */
export const FEW_ROWS = 8;

export interface DenseShape {
  readonly rows: number;
  readonly depth: number;
  readonly units: number;
  readonly activation: ActivationFunctionType;
}

/** Input 0 [rows, depth] times input 1 [units, depth], computed or constant, plus the bias of input 2; all of them float32. */
export const lowerDense = (
  node: NativeNode<unknown>,
  { rows, depth, units, activation }: DenseShape,
): NativeStep[] => [
  {
    step: "dense",
    operands: [
      { input: 0 },
      { input: 1, float16: true },
      node.inputs[2] ? { input: 2 } : null,
      { output: 0 },
    ],
    parameters: [rows, depth, units, float16Flag(node, 1), ...activationRange(activation)],
  },
];
