import type { LoadOptions } from "../../model/index.js";
import type { CompareProgress } from "../options.js";
import type { SampleOptions } from "../samples.js";
import type { RangeFigures } from "./activation_range.js";
import type { Fitness, Safety } from "./verdict.js";

/** Options of {@link auditRanges}. */
export interface AuditOptions extends SampleOptions, Omit<LoadOptions, "precision"> {
  /** The signature to run. Default: the first; the main subgraph of a model without signatures. */
  signature?: string;
  signal?: AbortSignal;
  onProgress?: (progress: CompareProgress) => void;
}

/** The values that one tensor took. */
export interface ActivationAudit extends RangeFigures {
  readonly name: string;
  readonly subgraph: number;
  /** The operator that makes it; "input" for an input of the model. */
  readonly operator: string;
  /** Where that stands: "subgraph 0, operator 3 (CONV_2D)"; "input" for an input. */
  readonly place: string;
  readonly fitness: Fitness;
}

/** What {@link auditRanges} finds. */
export interface RangeAudit {
  readonly samples: number;
  readonly backend: "js" | "native";
  readonly verdict: Safety;
  /** Every FLOAT32 input and result of an operator that the samples reached, in the order of execution. */
  readonly activations: readonly ActivationAudit[];
  /** Results that are not FLOAT32, which half precision does not concern. */
  readonly otherTypes: number;
  /** FLOAT32 results that no sample computed. */
  readonly notComputed: readonly string[];
}
