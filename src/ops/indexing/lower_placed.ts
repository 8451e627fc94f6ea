import type { ElementType } from "../../tensor/index.js";
import type { Node } from "../kernel.js";
import { elementBytes, indexBytes } from "../lower_indices.js";
import type { NativeStep } from "../lowering.js";

/** A part of a tensor whose place an input gives when the model runs. */
export interface PlacedPart {
  readonly dtype: ElementType;
  readonly whole: readonly number[];
  readonly part: readonly number[];
  readonly place: number;
}

/** The native step that copies such a part out of an input, or an input over that part of the output. @returns null for scalars, and for elements that have no place in an arena */
export function lowerPlaced(
  node: Node<unknown>,
  { dtype, whole, part, place }: PlacedPart,
  { input, writes }: { readonly input: number; readonly writes: boolean },
): NativeStep[] | null {
  const width = elementBytes(dtype);
  if (!width || whole.length === 0) return null;
  if (part.includes(0)) return [];
  return [
    {
      step: "placed_copy",
      operands: [{ input: place }, { input }, { output: 0 }],
      parameters: [indexBytes(node, place), writes ? 1 : 0, width, whole.length, ...whole, ...part],
    },
  ];
}
