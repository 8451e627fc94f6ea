import type { GraphBuilder } from "../graph_builder.js";
import type { Operation } from "../operation.js";
import { Refusal } from "../refusal.js";
import type { Term } from "../term.js";

/** How a window moves over an image. */
export interface Windows {
  /** The image, padded where the padding is explicit. */
  readonly image: Term;
  readonly padding: "SAME" | "VALID";
}

/** Channels come last in TensorFlow Lite. @throws Refusal */
export function requireChannelsLast(operation: Operation): void {
  const format = operation.text("data_format", "NHWC");
  if (!["NHWC", "NDHWC", "NWC"].includes(format))
    throw new Refusal(`the data format ${format}, in which channels do not come last`);
}

/** Height and width of strides, dilations or windows, which must not move over batches and channels. @throws Refusal */
export function spatial(operation: Operation, name: string, byDefault?: readonly number[]): number[] {
  const all = operation.ints(name, byDefault);
  const [batch, ...rest] = all;
  const channel = rest.pop();
  if (batch !== 1 || channel !== 1 || rest.length < 2)
    throw new Refusal(`${name} [${all}] over batches or channels`);
  return rest;
}

/** SAME and VALID are options of operators; explicit padding is an operator of its own. */
export function paddedImage(operation: Operation, build: GraphBuilder, image: Term): Windows {
  const padding = operation.text("padding");
  if (padding === "SAME" || padding === "VALID") return { image, padding };
  if (padding !== "EXPLICIT") throw new Refusal(`the padding ${padding}`);
  const sizes = operation.ints("explicit_paddings");
  const paddings = build.constant("INT32", [sizes.length / 2, 2], sizes);
  return { image: build.operator("PAD", [image, paddings]), padding: "VALID" };
}
