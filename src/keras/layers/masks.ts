import { UnsupportedLayer } from "../defects.js";
import type { Value } from "../emit/value.js";
import type { LayerRecord } from "../model/topology.js";

/** Layers whose results depend on a mask that comes with their input. */
const READERS = [
  "LSTM",
  "GRU",
  "SimpleRNN",
  "Bidirectional",
  "TimeDistributed",
  "GlobalAveragePooling1D",
  "MultiHeadAttention",
  "Attention",
  "Softmax",
];

/** Layers behind which there are no steps any more that a mask could hide. */
const ENDS = ["Flatten", "Reshape", "GlobalMaxPooling1D"];

/** Follows the masks that an Embedding with `mask_zero` sends along, and refuses layers that would read one. */
export class Masks {
  private readonly masked = new Set<string>();

  /** @throws UnsupportedLayer if the layer reads the mask of an input */
  check(layer: LayerRecord, inputs: readonly Value[]): void {
    if (READERS.includes(layer.className) && inputs.some(({ ref }) => this.masked.has(ref)))
      throw new UnsupportedLayer("reads the mask of an Embedding with mask_zero");
  }

  follow(layer: LayerRecord, inputs: readonly Value[], outputs: readonly Value[]): void {
    const begins = layer.className === "Embedding" && layer.config.boolean("mask_zero", false);
    const passes = !ENDS.includes(layer.className) && inputs.some(({ ref }) => this.masked.has(ref));
    if (begins || passes) for (const { ref } of outputs) this.masked.add(ref);
  }
}
