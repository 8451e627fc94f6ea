import type { GraphBuilder } from "../graph_builder.js";
import { type Lowering, type Lowerings, lowering } from "../lowering.js";
import type { Operation } from "../operation.js";
import { Refusal } from "../refusal.js";
import { dimensionsOf, type Term } from "../term.js";
import { requireChannelsLast } from "./windows.js";

const batchMatMul: Lowering = lowering((operation, build) => {
  const [x, y] = operation.operands(2);
  return batchProduct(build, x, y, operation.bool("adj_x", false), operation.bool("adj_y", false));
});

/** Products of matrices. */
export const matrix: Lowerings = {
  BatchMatMul: batchMatMul,
  BatchMatMulV2: batchMatMul,
  BatchMatMulV3: batchMatMul,
  BiasAdd: lowering((operation, build) => {
    requireChannelsLast(operation);
    return build.operator("ADD", operation.terms());
  }),
  BiasAddV1: lowering((operation, build) => build.operator("ADD", operation.terms())),
  MatMul: lowering(matMul),
};

export const batchProduct = (build: GraphBuilder, x: Term, y: Term, adjX: boolean, adjY: boolean): Term =>
  build.operator("BATCH_MATMUL", [x, y], { adjX, adjY });

/** With constant weights FULLY_CONNECTED, which has a row of weights for each output. */
function matMul(operation: Operation, build: GraphBuilder): Term {
  const [x, y] = operation.operands(2);
  const [transposesX, transposesY] = [
    operation.bool("transpose_a", false),
    operation.bool("transpose_b", false),
  ];
  if (!y.constant || y.dtype !== "FLOAT32") return batchProduct(build, x, y, transposesX, transposesY);
  const rows = transposesX ? build.transpose(x, [1, 0]) : x;
  const weights = transposesY ? y : build.transpose(y, [1, 0]);
  if (dimensionsOf(weights)?.length !== 2) throw new Refusal("weights that are no matrix");
  return build.operator("FULLY_CONNECTED", [rows, weights, null]);
}
