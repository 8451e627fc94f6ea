import { type ElementType, elementCount, type TensorType } from "../tensor/index.js";
import { inputOf } from "./check.js";
import type { QuantizedMultiplier } from "./fixed_point.js";
import type { NativeNode } from "./kernel.js";
import type { NativeStep } from "./lowering.js";

/** The numbers of stored types in native/kernels/elementwise.h. */
const storedTypes: Partial<Record<ElementType, number>> = { INT8: 0, UINT8: 1, INT16: 2, INT32: 3 };

/** A stored type as native steps know it. */
export const storedTypeOf = (type: ElementType): number | undefined => storedTypes[type];

/** (x - fromZero) * factor + toZero, clamped, with another factor for what lies below fromZero. */
export interface Rescaling {
  readonly fromZero: number;
  readonly toZero: number;
  readonly factor: QuantizedMultiplier;
  readonly factorBelow?: QuantizedMultiplier;
  readonly range: readonly [least: number, most: number];
}

const { max, min } = Math;

/** A bound of a range as 32 bits hold it. */
export const int32Bound = (value: number): number => max(-(2 ** 31), min(2 ** 31 - 1, value));

/** Whether zero points are 32-bit integers; native steps take no others. */
export const areInt32 = (...zeroPoints: readonly number[]): boolean =>
  zeroPoints.every((zeroPoint) => (zeroPoint | 0) === zeroPoint);

export const multiplierParameters = ({ multiplier, shift }: QuantizedMultiplier): number[] => [
  multiplier,
  shift,
];

export const rescalingParameters = (rescaling: Rescaling): number[] => {
  const { fromZero, toZero, factor, factorBelow = factor, range } = rescaling;
  return [
    fromZero,
    toZero,
    ...multiplierParameters(factor),
    ...multiplierParameters(factorBelow),
    ...range.map(int32Bound),
  ];
};

/** The native step that brings the elements of the first input to another scale. @returns null for types that it does not know */
export function lowerRescaling(
  node: NativeNode<unknown>,
  [output]: readonly TensorType[],
  rescaling: Rescaling,
): NativeStep[] | null {
  const { dtype, shape } = inputOf(node, 0);
  const [from, to] = [storedTypes[dtype], storedTypes[output!.dtype]];
  if (from === undefined || to === undefined || !areInt32(rescaling.fromZero, rescaling.toZero)) return null;
  const parameters = [from, to, elementCount(shape), ...rescalingParameters(rescaling)];
  return [{ step: "rescale", operands: [{ input: 0 }, { output: 0 }], parameters }];
}
