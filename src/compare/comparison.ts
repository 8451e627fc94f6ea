import type { Both, DifferenceFigures } from "./difference.js";
import type { UnmatchedTensor } from "./match_tensors.js";

/** How far a tensor of model b lies from that of model a, over all samples. */
export interface TensorComparison extends DifferenceFigures {
  readonly name: string;
  /** Its name in model b, where that is another. */
  readonly nameInB: string | null;
  readonly subgraph: number;
  /** The operator that makes it. */
  readonly operator: string;
  /** Where that stands in model a: "subgraph 0, operator 3 (CONV_2D)". */
  readonly place: string;
  /** The constants that it reads, by their names in model a. */
  readonly constants: readonly string[];
  /** `structure`: the models have the same operators in the same order; `name`: two operators of a kind make tensors of one name. */
  readonly matchedBy: "structure" | "name";
  /** "FLOAT32 [1, 10]" in each model, in the first sample, or where they differ; null where a model does not compute it. */
  readonly types: { readonly a: string | null; readonly b: string | null };
  /** How often each model computed it. */
  readonly runs: Both;
  /** Whether it lies beyond the tolerance, or has not always a counterpart of its shape. */
  readonly diverges: boolean;
}

export interface OutputComparison extends DifferenceFigures {
  /** The signature's name for it, or the tensor's own. */
  readonly name: string;
  /** In the first sample, or where they differ. */
  readonly types: { readonly a: string; readonly b: string };
}

/** What {@link compareModels} finds. */
export interface Comparison {
  readonly samples: number;
  readonly backend: { readonly a: "js" | "native"; readonly b: "js" | "native" };
  readonly tolerance: number;
  readonly outputs: readonly OutputComparison[];
  /** Every result of an operator that both models have, in the order in which model a computes them; empty without `intermediates`. */
  readonly tensors: readonly TensorComparison[];
  /** The first of `tensors` that diverges; null where none does. */
  readonly firstDivergence: TensorComparison | null;
  /** Results that could not be compared, and why. */
  readonly unmatched: readonly UnmatchedTensor[];
  /** Results that no sample computed: of branches that were not taken, or that nobody needs. */
  readonly notComputed: readonly string[];
}
