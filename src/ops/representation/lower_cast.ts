import { type ElementType, elementCount } from "../../tensor/index.js";
import { inputOf } from "../check.js";
import type { NativeNode } from "../kernel.js";
import type { NativeStep } from "../lowering.js";

/** The numbers of the types in native/program/steps/cast.cpp. */
const types: Partial<Record<ElementType, number>> = {
  FLOAT32: 0,
  INT8: 1,
  UINT8: 2,
  INT16: 3,
  UINT16: 4,
  INT32: 5,
  UINT32: 6,
  INT64: 7,
  BOOL: 8,
  FLOAT16: 9,
};

/** The native step that writes the elements of the first input as another type. @returns null for pairs that it does not know */
export function lowerCast(node: NativeNode<unknown>, to: ElementType): NativeStep[] | null {
  const { dtype, shape } = inputOf(node, 0);
  const pair = [types[dtype], types[to]];
  if (pair[0] === undefined || pair[1] === undefined) return null;
  if (dtype === "FLOAT16" && to !== "FLOAT32") return null;
  if (to === "FLOAT16" && dtype !== "FLOAT32") return null;
  const parameters = [pair[0], pair[1], elementCount(shape)];
  return [{ step: "cast", operands: [{ input: 0 }, { output: 0 }], parameters }];
}
