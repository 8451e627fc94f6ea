import { enumeration, numbered } from "./enumeration.js";
import { bool, choice, choices, many, one, packed, type RecordOf, type Table, table, text, uint32, uint64 } from "./field.js";

const modelType = enumeration("ModelType", "int32", [
  "NONE",
  "TF_SAVED_MODEL",
  "KERAS_MODEL",
  "TF_CONCRETE_FUNCTIONS",
  "TF_GRAPH_DEF",
  "TF_SESSION",
  "JAX",
  "PYTORCH",
]);

const modelOptimizationMode = numbered("ModelOptimizationMode", "int32", {
  PTQ_FLOAT16: 1001,
  PTQ_DYNAMIC_RANGE: 1002,
  PTQ_FULL_INTEGER: 1003,
  PTQ_INT16: 1004,
  QUANTIZATION_AWARE_TRAINING: 2000,
  RANDOM_SPARSITY: 3001,
  BLOCK_SPARSITY: 3002,
  STRUCTURED_SPARSITY: 3003,
});

const environmentTable = table("Environment", {
  tensorflowVersion: text(),
  apiVersion: uint32(),
  modelType: choice(modelType),
  modelHash: uint64(),
});

const sparsityBlockSizeTable = table("SparsityBlockSize", { values: packed("uint32") });

const optionsTable = table("ConversionOptions", {
  modelOptimizationModes: choices(modelOptimizationMode),
  allowCustomOps: bool(),
  enableSelectTfOps: bool(),
  forceSelectTfOps: bool(),
  sparsityBlockSizes: many(sparsityBlockSizeTable),
});

const conversionMetadataFields = { environment: one(environmentTable), options: one(optionsTable) };
/** What TensorFlow's converter tells of itself: the content of the metadata entry CONVERSION_METADATA. */
export interface ConversionMetadata extends RecordOf<typeof conversionMetadataFields> {}
export const conversionMetadataTable: Table<ConversionMetadata> = table("ConversionMetadata", conversionMetadataFields);
