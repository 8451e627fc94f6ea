import { elementCount, type TensorType } from "../../tensor/index.js";
import type { Node } from "../kernel.js";
import { elementBytes, slicePositionParameters } from "../lower_indices.js";
import type { NativeStep } from "../lowering.js";

/** The numbers of native/program/steps/scatter.cpp. */
const ways = { addFloats: 0, addIntegers: 1, keepLargestByte: 2, assign: 3 } as const;

/** Slices that go to the places that vectors of indices give. */
export interface Scattering {
  readonly indices: number;
  /** How many vectors there are. */
  readonly count: number;
  /** The dimensions of the output that they are indices of. */
  readonly shape: readonly number[];
  readonly slices: number;
  readonly how: keyof typeof ways;
  /** The first slice serves for all. */
  readonly repeats?: boolean;
}

/** The native step that scatters slices over an output that is filled. */
export function lowerScatter(node: Node<unknown>, output: TensorType, scattering: Scattering): NativeStep[] {
  const { indices, count, shape, slices, how, repeats = false } = scattering;
  const block = elementCount(output.shape.slice(shape.length));
  return [
    {
      step: "scatter",
      operands: [{ input: indices }, { input: slices }, { output: 0 }],
      parameters: [
        ...slicePositionParameters(node, indices, count, shape),
        ...[ways[how], elementBytes(output.dtype)!, block, repeats ? 1 : 0],
      ],
    },
  ];
}
