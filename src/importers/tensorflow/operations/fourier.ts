import type { GraphBuilder } from "../graph_builder.js";
import { type Lowerings, lowering } from "../lowering.js";
import type { Operation } from "../operation.js";
import { Refusal } from "../refusal.js";
import type { Term } from "../term.js";

/** Fourier transforms, and the parts of complex numbers. */
export const fourier: Lowerings = {
  ComplexAbs: lowering((operation, build) =>
    build.operator("COMPLEX_ABS", [operation.term(0)], {}, { dtype: "FLOAT32" }),
  ),
  Imag: lowering((operation, build) => build.operator("IMAG", [operation.term(0)], {}, { dtype: "FLOAT32" })),
  RFFT: lowering(rfft),
  RFFT2D: lowering((operation, build) =>
    build.operator("RFFT2D", operation.terms(), {}, { dtype: "COMPLEX64" }),
  ),
  Real: lowering((operation, build) => build.operator("REAL", [operation.term(0)], {}, { dtype: "FLOAT32" })),
};

/** In one dimension it is the transform of an image of one row. */
function rfft(operation: Operation, build: GraphBuilder): Term {
  const term = operation.term(0);
  const [length] = operation.numbers(1);
  if (length === undefined) throw new Refusal("a transform of no length");
  const rank = operation.dimensions(0).length;
  const rows = build.operator("EXPAND_DIMS", [term, build.int32(rank - 1)]);
  const spectrum = build.operator("RFFT2D", [rows, build.int32s([1, length])], {}, { dtype: "COMPLEX64" });
  return build.operator("SQUEEZE", [spectrum], { squeezeDims: [rank - 1] });
}
