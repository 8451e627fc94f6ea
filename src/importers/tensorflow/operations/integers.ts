import type { GraphBuilder } from "../graph_builder.js";
import { constantNumbers, type Term } from "../term.js";

/** Indices, axes and sizes as INT32, in which every operator of TensorFlow Lite takes them. */
export function asInt32(build: GraphBuilder, term: Term): Term {
  if (term.dtype === "INT32") return term;
  const numbers = constantNumbers(term);
  if (numbers) return build.constant("INT32", term.supposed![0].shape, numbers, term.name);
  return build.operator("CAST", [term], { inDataType: term.dtype, outDataType: "INT32" }, { dtype: "INT32" });
}

/** An axis counted from the end if negative. */
export const positiveAxis = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);
