import type { GraphBuilder } from "../graph_builder.js";
import { type Lowerings, lowering } from "../lowering.js";
import type { Operation } from "../operation.js";
import { Refusal } from "../refusal.js";
import type { Term } from "../term.js";
import { asInt32 } from "./integers.js";

/** What puts tensors together, takes them apart, or makes them larger. */
export const joining: Lowerings = {
  BroadcastTo: lowering((operation, build) =>
    build.operator("BROADCAST_TO", [operation.term(0), asInt32(build, operation.term(1))]),
  ),
  Concat: lowering((operation, build) => concatenation(build, operation.terms(1), operation.number(0))),
  ConcatV2: lowering((operation, build) =>
    concatenation(build, operation.terms(0, -1), operation.number(-1)),
  ),
  MirrorPad: lowering((operation, build) =>
    build.operator("MIRROR_PAD", [operation.term(0), asInt32(build, operation.term(1))], {
      mode: operation.text("mode"),
    }),
  ),
  Pack: lowering((operation, build) => {
    const terms = operation.terms();
    return build.operator("PACK", terms, { axis: operation.int("axis", 0), valuesCount: terms.length });
  }),
  Pad: lowering((operation, build) =>
    build.operator("PAD", [operation.term(0), asInt32(build, operation.term(1))]),
  ),
  PadV2: lowering((operation, build) =>
    build.operator("PADV2", [operation.term(0), asInt32(build, operation.term(1)), operation.term(2)]),
  ),
  Split: lowering((operation, build) => {
    const numSplits = operation.int("num_split");
    return build.operators(
      "SPLIT",
      [asInt32(build, operation.term(0)), operation.term(1)],
      { numSplits },
      { count: numSplits, dtype: operation.term(1).dtype },
    );
  }),
  SplitV: lowering((operation, build) => {
    const numSplits = operation.int("num_split");
    const [term, sizes, axis] = operation.operands(3);
    return build.operators(
      "SPLIT_V",
      [term, asInt32(build, sizes), asInt32(build, axis)],
      { numSplits },
      { count: numSplits },
    );
  }),
  Tile: lowering((operation, build) =>
    build.operator("TILE", [operation.term(0), asInt32(build, operation.term(1))]),
  ),
  Unpack: lowering(unpack),
};

export const concatenation = (build: GraphBuilder, terms: readonly Term[], axis: number): Term =>
  terms.length === 1 ? terms[0]! : build.operator("CONCATENATION", terms, { axis });

function unpack(operation: Operation, build: GraphBuilder): Term[] {
  const num = operation.int("num");
  if (num < 0) throw new Refusal(`${num} parts`);
  return build.operators(
    "UNPACK",
    [operation.term(0)],
    { num, axis: operation.int("axis", 0) },
    { count: num },
  );
}
