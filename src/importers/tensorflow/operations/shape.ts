import type { GraphBuilder } from "../graph_builder.js";
import { type Lowerings, lowering } from "../lowering.js";
import type { Operation } from "../operation.js";
import { dimensionsOf, type Term } from "../term.js";
import { asInt32, positiveAxis } from "./integers.js";

/** What changes or tells shapes. */
export const shape: Lowerings = {
  ExpandDims: lowering((operation, build) => {
    const term = operation.term(0);
    const [axis] = operation.numbers(1);
    const dimensions = dimensionsOf(term);
    if (!dimensions) return build.operator("EXPAND_DIMS", [term, build.int32(axis!)]);
    dimensions.splice(positiveAxis(axis!, dimensions.length + 1), 0, 1);
    return reshapeTo(build, term, dimensions) ?? build.operator("EXPAND_DIMS", [term, build.int32(axis!)]);
  }),
  Rank: lowering((operation, build) => build.operator("RANK", [operation.term(0)], {}, { dtype: "INT32" })),
  Reshape: lowering(reshape),
  Shape: lowering((operation, build) => {
    const outType = operation.type("out_type", "INT32");
    return build.operator("SHAPE", [operation.term(0)], { outType }, { dtype: outType });
  }),
  ShapeN: lowering((operation, build) => {
    const outType = operation.type("out_type", "INT32");
    return operation.terms().map((term) => build.operator("SHAPE", [term], { outType }, { dtype: outType }));
  }),
  Size: lowering((operation, build) => {
    const outType = operation.type("out_type", "INT32");
    const sizes = build.operator("SHAPE", [operation.term(0)], { outType }, { dtype: outType });
    return build.operator("REDUCE_PROD", [sizes, build.int32s([0])], { keepDims: false });
  }),
  Squeeze: lowering(squeeze),
  Transpose: lowering((operation, build) => {
    const term = operation.term(0);
    const permutation = operation.numbers(1);
    return build.transpose(term, permutation);
  }),
};

/** The same elements in a shape of which no more than one dimension is open; null if more are. */
export function reshapeTo(build: GraphBuilder, term: Term, dimensions: readonly number[]): Term | null {
  return dimensions.filter((size) => size === -1).length > 1 ? null : build.reshape(term, dimensions);
}

/** A shape that is computed from open dimensions needs no computing where all but one of its sizes are known. */
function reshape(operation: Operation, build: GraphBuilder): Term {
  const [term, wanted] = operation.operands(2);
  const [one, other] = wanted.supposed ?? [];
  if (one?.data && other?.data && wanted.certain) {
    const sizes = Array.from(one.data as ArrayLike<number | bigint>, Number);
    const others = Array.from(other.data as ArrayLike<number | bigint>, Number);
    const shape = sizes.map((size, d) => (size === others[d] ? size : -1));
    const reshaped = reshapeTo(build, term, shape);
    if (reshaped) return reshaped;
  }
  return build.operator("RESHAPE", [term, asInt32(build, wanted)]);
}

/** A size of 1 that is known can go by a RESHAPE; whether an open one is 1 is seen when the model runs. */
function squeeze(operation: Operation, build: GraphBuilder): Term {
  const term = operation.term(0);
  const axes = operation.ints("squeeze_dims", []);
  const dimensions = dimensionsOf(term);
  if (!dimensions) return build.operator("SQUEEZE", [term], { squeezeDims: [...axes] });
  const dropped = axes.map((axis) => positiveAxis(axis, dimensions.length));
  const kept = dimensions.filter((size, d) => (axes.length > 0 ? !dropped.includes(d) : size !== 1));
  return reshapeTo(build, term, kept) ?? build.operator("SQUEEZE", [term], { squeezeDims: [...axes] });
}
