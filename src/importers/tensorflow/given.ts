import type { ElementType } from "../../tensor/index.js";
import type { DeclaredShape } from "../../tensorflow/index.js";
import { Refusal } from "./refusal.js";
import type { Term } from "./term.js";

/** Options of an operator: those that differ from the schema's defaults. */
export type OptionsGiven = Readonly<Record<string, unknown>>;

/** What of the outputs does not follow from the inputs. */
export interface OutputsGiven {
  /**
   * Of each output, or of all. Default: that of the first input. Kernels know better where it follows from inputs or options.
   */
  readonly dtype?: ElementType | readonly ElementType[];
  /** Default 1. */
  readonly count?: number;
  /** Where the shapes cannot be inferred: -1 for a dimension that is open; null, the default, for any shape. */
  readonly shape?: DeclaredShape;
  /** Terms of the same types, one for each output, where they follow from subgraphs. */
  readonly like?: readonly Term[];
}

/** No operator has more. */
const MOST_OUTPUTS = 65536;

/** The element types of all outputs. @throws Refusal for a number of outputs that no operator has */
export function dtypesOf(
  inputs: readonly (Term | null)[],
  { dtype, count = 1 }: OutputsGiven,
): readonly ElementType[] {
  if (Array.isArray(dtype)) return dtype;
  if (!(count >= 0 && count <= MOST_OUTPUTS)) throw new Refusal(`${count} outputs`);
  const one = (dtype as ElementType | undefined) ?? inputs.find((term) => term)?.dtype ?? "FLOAT32";
  return new Array<ElementType>(count).fill(one);
}
