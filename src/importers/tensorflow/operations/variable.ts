import type { GraphBuilder } from "../graph_builder.js";
import { type Lowering, type Lowerings, lowering } from "../lowering.js";
import { Refusal } from "../refusal.js";
import type { Term, Variable } from "../term.js";
import { gather } from "./indexing.js";

const NOT_READ = "a model that writes to its variables is not converted";

const stored: Lowering = lowering((operation, _, context): Variable => {
  const content = context.variable(operation.name);
  if (!content) throw new Refusal("the checkpoint has no value for it");
  return { kind: "variable", name: operation.name, content };
});

/** Constants, and variables that are constants as long as nobody writes to them. */
export const variable: Lowerings = {
  AssignVariableOp: lowering(() => {
    throw new Refusal(NOT_READ);
  }),
  Const: lowering((operation, build) => {
    const value = operation.node.attributes.get("value");
    if (value?.kind !== "tensor") throw new Refusal("it has no value");
    return build.stored(value.value, operation.name);
  }),
  VarHandleOp: stored,
  Variable: lowering((operation, build, context) =>
    read(stored.lower(operation, build, context) as Variable, build),
  ),
  VariableV2: lowering((operation, build, context) =>
    read(stored.lower(operation, build, context) as Variable, build),
  ),
  ReadVariableOp: lowering((operation, build) => read(operation.variable(0), build)),
  ResourceGather: lowering((operation, build) =>
    gather(build, read(operation.variable(0), build), operation.term(1), 0, operation.int("batch_dims", 0)),
  ),
};

const read = ({ content, name }: Variable, build: GraphBuilder): Term => build.stored(content, name);
