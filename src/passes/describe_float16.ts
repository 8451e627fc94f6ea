import {
  applyMetadataPatches,
  constantOf,
  type MetadataEntry,
  type MetadataPatch,
  type Model,
} from "../graph/index.js";
import {
  CONVERSION_METADATA,
  ConversionMetadata,
  decode,
  encode,
  fromBytes,
  MIN_RUNTIME_VERSION,
  REDUCED_PRECISION_SUPPORT,
  readRange,
} from "../tflite/index.js";
import { isDequantize } from "./dequantize.js";
import type { Pass } from "./pass.js";
import { runtimeVersion } from "./runtime_version.js";

/** The runtime that first takes FLOAT16 in DEQUANTIZE. */
const FLOAT16_RUNTIME = "1.15.0";

/**
 * Before: a file whose DEQUANTIZE operators read FLOAT16
 *
 * After:  the file says which runtime that needs, which arithmetic its author allows, and that it was quantized
 *
 * When:   the model holds such a DEQUANTIZE; entries that already say so stay as they are
 */
export const describeFloat16: Pass = {
  name: "describe_float16",
  run(model, { settings }) {
    if (!readsFloat16(model)) return [];
    const patches = [
      set(model, MIN_RUNTIME_VERSION, runtimeVersion(model, stated(model), FLOAT16_RUNTIME)),
      set(model, REDUCED_PRECISION_SUPPORT, new TextEncoder().encode(settings.accumulation)),
      set(model, CONVERSION_METADATA, conversionMetadata(model)),
    ].filter((patch) => patch !== null);
    applyMetadataPatches(model, patches);
    return patches.map((patch) => patch.rewrite);
  },
};

const readsFloat16 = (model: Model): boolean =>
  model.graphs.some((graph) =>
    graph.nodes.some((node) => isDequantize(node.operator) && node.inputs[0]?.type === "FLOAT16"),
  );

/** What the file says that it needs. */
const stated = (model: Model): string => {
  const present = contentOf(model, MIN_RUNTIME_VERSION);
  return present ? new TextDecoder().decode(present).replace(/\0.*$/s, "") : "";
};

const contentOf = (model: Model, name: string): Uint8Array | null => {
  const entry = model.metadata.find((candidate) => candidate.name === name);
  return entry?.content ? readRange(entry.content.range) : null;
};

function set(model: Model, name: string, bytes: Uint8Array): MetadataPatch | null {
  const present = contentOf(model, name);
  if (present && Buffer.from(present).equals(bytes)) return null;
  const entry: MetadataEntry = { name, content: constantOf(bytes) };
  const text = present ? "is brought up to date" : "is added";
  return { rewrite: { rule: describeFloat16.name, subgraph: -1, place: name, text }, set: entry };
}

/** Adds PTQ_FLOAT16 to the modes that the entry names; everything else that it says stays. */
function conversionMetadata(model: Model): Uint8Array {
  const present = contentOf(model, CONVERSION_METADATA);
  const record: ConversionMetadata = present
    ? decode(fromBytes(present, `${model.file} (${CONVERSION_METADATA})`), ConversionMetadata).record
    : { environment: null, options: null };
  const options = record.options ?? {
    modelOptimizationModes: null,
    allowCustomOps: false,
    enableSelectTfOps: false,
    forceSelectTfOps: false,
    sparsityBlockSizes: null,
  };
  const modes = options.modelOptimizationModes ?? [];
  if (present && modes.includes("PTQ_FLOAT16")) return present;
  return encode(ConversionMetadata, {
    ...record,
    options: { ...options, modelOptimizationModes: [...modes, "PTQ_FLOAT16"] },
  });
}
