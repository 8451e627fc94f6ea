import { type Lowering, type Lowerings, lowering } from "../lowering.js";
import { constantNumbers } from "../term.js";
import { branch } from "./branch.js";
import { fusedLstm } from "./fused_lstm.js";
import { whileLoop } from "./while_loop.js";

const call: Lowering = lowering(
  (operation, build, context) =>
    fusedLstm(operation, build, context) ?? context.call(operation.function("f"), operation.inputs),
);

const conditional: Lowering = lowering((operation, build, context) => {
  const condition = constantNumbers(operation.term(0));
  const [then, otherwise] = [operation.function("then_branch"), operation.function("else_branch")];
  if (condition) return context.call(condition[0] ? then : otherwise, operation.inputs.slice(1));
  return branch(operation, build, context, then, otherwise);
});

const loop: Lowering = lowering(whileLoop);

/** Calls, branches and loops. */
export const controlFlow: Lowerings = {
  If: conditional,
  PartitionedCall: call,
  StatefulPartitionedCall: call,
  StatelessIf: conditional,
  StatelessWhile: loop,
  While: loop,
};
