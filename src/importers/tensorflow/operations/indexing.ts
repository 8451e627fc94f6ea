import type { GraphBuilder } from "../graph_builder.js";
import { type Lowerings, lowering } from "../lowering.js";
import type { Operation } from "../operation.js";
import { dimensionsOf, type Term } from "../term.js";
import { asInt32 } from "./integers.js";

/** What takes elements from places. */
export const indexing: Lowerings = {
  Gather: lowering((operation, build) => gather(build, operation.term(0), operation.term(1), 0, 0)),
  GatherNd: lowering((operation, build) =>
    build.operator("GATHER_ND", [operation.term(0), asInt32(build, operation.term(1))]),
  ),
  GatherV2: lowering((operation, build) =>
    gather(build, operation.term(0), operation.term(1), operation.number(2), operation.int("batch_dims", 0)),
  ),
  ReverseV2: lowering((operation, build) =>
    build.operator("REVERSE_V2", [operation.term(0), asInt32(build, operation.term(1))]),
  ),
  ReverseSequence: lowering((operation, build) =>
    build.operator("REVERSE_SEQUENCE", [operation.term(0), asInt32(build, operation.term(1))], {
      seqDim: operation.int("seq_dim"),
      batchDim: operation.int("batch_dim", 0),
    }),
  ),
  ScatterNd: lowering((operation, build) => {
    const [indices, updates, shape] = operation.operands(3);
    const inputs = [asInt32(build, indices), updates, asInt32(build, shape)];
    return build.operator("SCATTER_ND", inputs, {}, { dtype: updates.dtype });
  }),
  Select: lowering(select),
  SelectV2: lowering((operation, build) => {
    const [condition, x, y] = operation.operands(3);
    return build.operator("SELECT_V2", [condition, x, y], {}, { dtype: x.dtype });
  }),
  Slice: lowering((operation, build) => {
    const [term, begin, size] = operation.operands(3);
    return build.operator("SLICE", [term, asInt32(build, begin), asInt32(build, size)]);
  }),
  StridedSlice: lowering((operation, build) => {
    const [term, ...ranges] = operation.operands(4);
    return build.operator("STRIDED_SLICE", [term, ...ranges.map((range) => asInt32(build, range))], {
      beginMask: operation.int("begin_mask", 0),
      endMask: operation.int("end_mask", 0),
      ellipsisMask: operation.int("ellipsis_mask", 0),
      newAxisMask: operation.int("new_axis_mask", 0),
      shrinkAxisMask: operation.int("shrink_axis_mask", 0),
    });
  }),
  Where: lowering((operation, build) => {
    const term = operation.term(0);
    const rank = dimensionsOf(term)?.length;
    const shape = rank === undefined ? null : [-1, rank];
    return build.operator("WHERE", [term], {}, { dtype: "INT64", shape });
  }),
};

export function gather(
  build: GraphBuilder,
  params: Term,
  indices: Term,
  axis: number,
  batchDims: number,
): Term {
  return build.operator("GATHER", [params, indices], { axis, batchDims });
}

/** A condition that is a vector chooses whole rows. */
function select(operation: Operation, build: GraphBuilder): Term {
  const [condition, x, y] = operation.operands(3);
  const rows = dimensionsOf(condition)?.length === 1 && (dimensionsOf(x)?.length ?? 0) > 1;
  return build.operator(rows ? "SELECT" : "SELECT_V2", [condition, x, y], {}, { dtype: x.dtype });
}
