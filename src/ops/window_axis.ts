/**
 * How a window moves along one dimension. Tap t of the window at place p reads position p * stride - before + t * dilation of
 * the input; taps outside of the input read padding.
 */
export interface WindowAxis {
  readonly input: number;
  /** Places of the window. */
  readonly output: number;
  readonly taps: number;
  readonly stride: number;
  readonly dilation: number;
  /** Positions of padding in front of the input. */
  readonly before: number;
}
