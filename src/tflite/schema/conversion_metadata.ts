/** The CONVERSION_METADATA blob: who converted a model, and how. */

import {
  bool,
  defineEnum,
  defineTable,
  enums,
  list,
  oneOf,
  type RecordOf,
  ref,
  scalars,
  text,
  uint32,
  uint64,
} from "./define.js";

export const ModelType = defineEnum("ModelType", "int32", {
  NONE: 0,
  TF_SAVED_MODEL: 1,
  KERAS_MODEL: 2,
  TF_CONCRETE_FUNCTIONS: 3,
  TF_GRAPH_DEF: 4,
  TF_SESSION: 5,
  JAX: 6,
  PYTORCH: 7,
});

export const Environment = defineTable("Environment", {
  tensorflowVersion: text,
  apiVersion: uint32(),
  modelType: oneOf(ModelType, "NONE"),
  modelHash: uint64(),
});

export const ModelOptimizationMode = defineEnum("ModelOptimizationMode", "int32", {
  PTQ_FLOAT16: 1001,
  PTQ_DYNAMIC_RANGE: 1002,
  PTQ_FULL_INTEGER: 1003,
  PTQ_INT16: 1004,
  QUANTIZATION_AWARE_TRAINING: 2000,
  RANDOM_SPARSITY: 3001,
  BLOCK_SPARSITY: 3002,
  STRUCTURED_SPARSITY: 3003,
});

export const SparsityBlockSize = defineTable("SparsityBlockSize", { values: scalars("uint32") });

export const ConversionOptions = defineTable("ConversionOptions", {
  modelOptimizationModes: enums(ModelOptimizationMode),
  allowCustomOps: bool(),
  enableSelectTfOps: bool(),
  forceSelectTfOps: bool(),
  sparsityBlockSizes: list(SparsityBlockSize),
});

export const ConversionMetadata = defineTable("ConversionMetadata", {
  environment: ref(Environment),
  options: ref(ConversionOptions),
});

export type Environment = RecordOf<typeof Environment>;

export type SparsityBlockSize = RecordOf<typeof SparsityBlockSize>;

export type ConversionOptions = RecordOf<typeof ConversionOptions>;

export type ConversionMetadata = RecordOf<typeof ConversionMetadata>;
