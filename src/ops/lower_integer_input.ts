import type { NativeNode, Operand } from "./kernel.js";
import { storedTypeOf } from "./lower_stored.js";
import { windowParameters } from "./lower_window.js";
import { perTensor } from "./quantization.js";
import type { WindowAxis } from "./window.js";

/** Instead of a stored type: floats that are quantized on the fly (native/program/integer_input.h). */
const FLOATS = 3;

/** Bytes of the scale of a group of floats. */
const SCALE_BYTES = 16;
/** Bytes that kernels may read behind the last integer. */
export const SLACK = 64;

/** Bytes of scratch memory that hold the scales of groups of floats. */
export const scalesBytes = (input: Operand, groups: number): number =>
  input.dtype === "FLOAT32" ? Math.ceil((groups * SCALE_BYTES) / 64) * 64 : 0;

/** How the elements of an input become 16-bit integers without zero point. */
export const elementParameters = (
  node: NativeNode<unknown>,
  input: Operand,
  scheme: "symmetric" | "asymmetric",
): number[] => {
  if (input.dtype === "FLOAT32") return [FLOATS, 0, scheme === "asymmetric" ? 1 : 0];
  return [storedTypeOf(input.dtype)!, perTensor(node, input).zeroPoint, 0];
};

/** An image, or some of its channels, with the padding that windows over it read. */
export interface ImageWindows {
  readonly input: Operand;
  readonly scheme: "symmetric" | "asymmetric";
  readonly firstChannel?: number;
  readonly channels: number;
  /** How often each channel is repeated. */
  readonly repeats?: number;
  readonly height: WindowAxis;
  readonly width: WindowAxis;
}

export function imageParameters(node: NativeNode<unknown>, image: ImageWindows): number[] {
  const { input, scheme, firstChannel = 0, channels, repeats = 1, height, width } = image;
  const [batches, , , pixel] = input.shape as [number, number, number, number];
  return [
    ...elementParameters(node, input, scheme),
    ...[batches, pixel, firstChannel, channels, repeats],
    ...[...windowParameters(height), ...windowParameters(width)],
  ];
}

/** Bytes of scratch memory that a padded image takes. */
export function imageBytes({ input, channels, repeats = 1, height, width }: ImageWindows): number {
  const batches = input.shape[0]!;
  return (
    scalesBytes(input, batches) + 2 * batches * reach(height) * reach(width) * channels * repeats + SLACK
  );
}

const reach = ({ output, stride, taps, dilation }: WindowAxis): number =>
  output === 0 ? 0 : (output - 1) * stride + (taps - 1) * dilation + 1;
