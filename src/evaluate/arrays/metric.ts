/** Numbers and how they are arranged. */
export interface Numbers {
  readonly data: Float64Array;
  readonly shape: readonly number[];
}

/** What metrics take besides. */
export interface MetricOptions {
  /** The largest value that a signal can have, for PSNR. Default: the range of what is expected of a sample. */
  readonly peak?: number;
  /** The class that stands for nothing in a sequence of scores (CTC); repeated classes count once then. */
  readonly blank?: number;
}

/** What a metric says about one sample: a value, or a part of a whole, such as right answers among all. */
export type Measured = { readonly value: number } | { readonly count: number; readonly total: number };

/** A metric of an output against what is expected of it. */
export interface Metric {
  /** How it is summed up over samples: the mean of values, or all counts over all totals, which can be a share of them or more. */
  readonly kind: "mean" | "share" | "rate";
  /** Whether more is better. */
  readonly higherIsBetter: boolean;
  /** Why it does not apply to such shapes; undefined where it does. */
  refuses?(output: Numbers, expected: Numbers): string | undefined;
  measure(output: Numbers, expected: Numbers, options: MetricOptions): Measured;
}
