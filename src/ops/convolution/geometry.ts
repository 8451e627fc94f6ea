import type { ActivationFunctionType } from "../../tflite/index.js";
import type { Axes } from "./patches.js";

/** A convolution, or a matrix product as one, in float32: input 0 with the filter of input 1 and the bias of input 2. */
export interface ConvolutionGeometry {
  readonly batches: number;
  readonly axes: Axes;
  /** Channels of the input. */
  readonly channels: number;
  readonly outputChannels: number;
  /** Output channels fall into as many groups as input channels; each group reads its own. */
  readonly groups: number;
  /** Whether the output channel is the first or the last dimension of the filter. */
  readonly filterLayout: "output channel first" | "output channel last";
  readonly activation: ActivationFunctionType;
}
