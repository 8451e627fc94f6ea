import type { NativeNode } from "./kernel.js";
import type { WindowAxis } from "./window.js";

/** An axis as native steps read it (native/program/window.h). */
export const windowParameters = ({ input, output, taps, stride, dilation, before }: WindowAxis): number[] => [
  input,
  output,
  taps,
  stride,
  dilation,
  before,
];

/** Whether an input is a constant whose numbers are float32 or float16. */
export const isFloatConstant = (node: NativeNode<unknown>, input: number): boolean =>
  ["FLOAT32", "FLOAT16"].includes(node.storedType(input) ?? "");

/** Whether an input is absent, or such a constant. */
export const isFloatBias = (node: NativeNode<unknown>, input: number): boolean =>
  !node.inputs[input] || isFloatConstant(node, input);

/** For the parameter of native steps that says how their weights are stored. */
export const float16Flag = (node: NativeNode<unknown>, input: number): number =>
  node.storedType(input) === "FLOAT16" ? 1 : 0;
