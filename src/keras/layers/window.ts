import { UnsupportedLayer } from "../defects.js";
import type { Config } from "../model/config.js";

/** How a window moves over an image or a series. */
export interface Window {
  readonly size: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly padding: "SAME" | "VALID" | "CAUSAL";
}

/** Positions of a window along a dimension; -1 where that is open. */
export function outputSize(input: number, { size, strides, dilations, padding }: Window, i: number): number {
  if (input === -1) return -1;
  const stride = strides[i] as number;
  if (padding !== "VALID") return Math.ceil(input / stride);
  const reach = ((size[i] as number) - 1) * (dilations[i] as number) + 1;
  return Math.ceil((input - reach + 1) / stride);
}

export function paddingOf(config: Config): Window["padding"] {
  const padding = config.string("padding", "valid").toLowerCase();
  if (padding === "same" || padding === "valid" || padding === "causal")
    return padding.toUpperCase() as Window["padding"];
  throw new UnsupportedLayer(`padding ${padding}`);
}

/** Refuses channels in front: TensorFlow Lite has them last. */
export function requireChannelsLast(config: Config): void {
  config.refuse("data_format", "channels_last");
}
