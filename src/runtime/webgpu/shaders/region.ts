/** A dimension of a region with the distances of neighbours, in elements. */
export interface Dimension {
  readonly size: number;
  readonly source: number;
  readonly sink: number;
}

/** A part of a tensor that becomes one of another. */
export interface Region {
  /** In the order of the sink: the innermost one is the last. */
  readonly dimensions: readonly Dimension[];
  /** Where the first element lies. */
  readonly source: number;
  readonly sink: number;
}
