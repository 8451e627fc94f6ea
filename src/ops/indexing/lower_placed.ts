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

/** What native/program/steps/placed_copy.cpp does with the part; reading and writing fail where it leaves the tensor. */
const ACCESS = { read: 0, write_inside: 1, write: 2 } as const;

/**
 * The native step that copies such a part out of an input, or an input over that part of the output, which "write_inside" moves inside.
 * @returns null for scalars, and for elements that have no place in an arena
 */
export function lowerPlaced(
  node: Node<unknown>,
  { dtype, whole, part, place }: PlacedPart,
  { input, access }: { readonly input: number; readonly access: keyof typeof ACCESS },
): NativeStep[] | null {
  const width = elementBytes(dtype);
  if (!width || whole.length === 0) return null;
  if (part.includes(0)) return [];
  return [
    {
      step: "placed_copy",
      operands: [{ input: place }, { input }, { output: 0 }],
      parameters: [indexBytes(node, place), ACCESS[access], width, whole.length, ...whole, ...part],
    },
  ];
}
