import { applyMetadataPatches, constantOf, type MetadataPatch } from "../graph/index.js";
import {
  CONVERSION_METADATA,
  ConversionMetadata,
  decode,
  encode,
  fromBytes,
  REDUCED_PRECISION_SUPPORT,
  readRange,
} from "../tflite/index.js";
import type { Pass } from "./pass.js";

/**
 * Before: a restored model that still calls itself float16
 *
 * After:  `reduced_precision_support` is gone, and PTQ_FLOAT16 from the modes of `CONVERSION_METADATA`
 *
 * When:   no FLOAT16 constant is left
 */
export const eliminateFloat16Metadata: Pass = {
  name: "eliminate_float16_metadata",
  run(model) {
    if (model.graphs.some((graph) => graph.values.some((v) => v.type === "FLOAT16" && v.constant))) return [];
    const patches = model.metadata.flatMap(({ name, content }): MetadataPatch[] => {
      const rewrite = { rule: this.name, subgraph: -1, place: name, text: "no longer speaks of float16" };
      if (name === REDUCED_PRECISION_SUPPORT) return [{ rewrite, set: { name, content: null } }];
      if (name !== CONVERSION_METADATA || !content) return [];
      const { record } = decode(
        fromBytes(readRange(content.range), `${model.file} (${name})`),
        ConversionMetadata,
      );
      const modes = record.options?.modelOptimizationModes ?? [];
      if (!modes.includes("PTQ_FLOAT16")) return [];
      const left = modes.filter((mode) => mode !== "PTQ_FLOAT16");
      const bytes = encode(ConversionMetadata, {
        ...record,
        options: { ...record.options!, modelOptimizationModes: left.length > 0 ? left : null },
      });
      return [{ rewrite, set: { name, content: constantOf(bytes) } }];
    });
    applyMetadataPatches(model, patches);
    return patches.map((patch) => patch.rewrite);
  },
};
