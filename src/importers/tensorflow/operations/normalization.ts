import type { GraphBuilder } from "../graph_builder.js";
import { type Lowering, type Lowerings, lowering } from "../lowering.js";
import type { Operation } from "../operation.js";
import { Refusal } from "../refusal.js";
import type { Term } from "../term.js";
import { requireChannelsLast } from "./windows.js";

const OUTPUTS = [
  "y",
  "batch_mean",
  "batch_variance",
  "reserve_space_1",
  "reserve_space_2",
  "reserve_space_3",
];

const batchNorm: Lowering = lowering(fusedBatchNorm, OUTPUTS);

/** Normalizations. The window of TensorFlow Lite's LRN ends a channel earlier than TensorFlow's, whoever converts it. */
export const normalization: Lowerings = {
  FusedBatchNorm: batchNorm,
  FusedBatchNormV2: batchNorm,
  FusedBatchNormV3: batchNorm,
  LRN: lowering((operation, build) =>
    build.operator("LOCAL_RESPONSE_NORMALIZATION", [operation.term(0)], {
      radius: operation.int("depth_radius", 5),
      bias: operation.float("bias", 1),
      alpha: operation.float("alpha", 1),
      beta: operation.float("beta", 0.5),
    }),
  ),
};

/** y = x * scale / sqrt(variance + epsilon) + (offset - mean * scale / sqrt(variance + epsilon)), Ioffe and Szegedy 2015. */
function fusedBatchNorm(operation: Operation, build: GraphBuilder): Term[] {
  requireChannelsLast(operation);
  if (operation.bool("is_training", true)) throw new Refusal("it normalizes by the batch, as in training");
  const [x, scale, offset, mean, variance] = operation.operands(5);
  const epsilon = build.constant("FLOAT32", [], [operation.float("epsilon", 1e-4)]);
  const deviation = build.operator("RSQRT", [build.operator("ADD", [variance, epsilon])]);
  const factor = build.operator("MUL", [scale, deviation]);
  const shift = build.operator("SUB", [offset, build.operator("MUL", [mean, factor])]);
  const y = build.operator("ADD", [build.operator("MUL", [x, factor]), shift]);
  return [y, mean, variance, mean, variance, variance];
}
