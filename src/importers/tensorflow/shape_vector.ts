import type { GraphBuilder } from "./graph_builder.js";
import { dimensionsOf, type Term } from "./term.js";

/** A size that is known, or a dimension of a tensor whose size is seen when the model runs. */
export type Size = number | { readonly of: Term; readonly dimension: number };

/** The size of a dimension of a term whose rank is known. */
export function sizeOf(term: Term, dimension: number): Size {
  const size = dimensionsOf(term)![dimension]!;
  return size === -1 ? { of: term, dimension } : size;
}

/** The product of sizes, of which no more than one is open; otherwise null. */
export function productOf(sizes: readonly Size[]): Size | null {
  const open = sizes.filter((size) => typeof size !== "number");
  const known = sizes.filter((size) => typeof size === "number").reduce((product, size) => product * size, 1);
  if (open.length === 0) return known;
  return open.length === 1 && known === 1 ? open[0]! : null;
}

/** Reshapes to sizes of which several may be open. A size of -1 is what remains. */
export function reshapeToSizes(build: GraphBuilder, term: Term, sizes: readonly Size[]): Term {
  const open = sizes.filter((size) => typeof size !== "number" || size === -1).length;
  if (open <= 1)
    return build.reshape(
      term,
      sizes.map((size) => (typeof size === "number" ? size : -1)),
    );
  return build.operator("RESHAPE", [term, shapeVector(build, sizes)]);
}

/** A vector of sizes that is computed when the model runs. */
export function shapeVector(build: GraphBuilder, sizes: readonly Size[]): Term {
  const parts = sizes.map((size) => {
    if (typeof size === "number") return build.int32s([size]);
    const shape = build.operator("SHAPE", [size.of], { outType: "INT32" }, { dtype: "INT32" });
    return build.operator("SLICE", [shape, build.int32s([size.dimension]), build.int32s([1])]);
  });
  return parts.length === 1 ? parts[0]! : build.operator("CONCATENATION", parts, { axis: 0 });
}
