import type { Tensor } from "../../tensor/index.js";
import { WhileOptions } from "../../tflite/schema/general_options.js";
import { mismatch } from "../check.js";
import type { RunningNode } from "../kernel.js";
import { dynamicKernel } from "../kernel.js";
import { operator } from "../operator.js";
import { argumentsOf, resultsFor, truthOf } from "../subgraph_call.js";

/**
 * Runs a subgraph on its own results for as long as another says so. The loop's variables may change their shapes, not their
 * number or types.
 */
export const whileOperator = operator("WHILE", ["1.15.0"], {
  kernel: dynamicKernel(WhileOptions, {
    *execute(node, execution) {
      const { condSubgraphIndex, bodySubgraphIndex } = node.options;
      let variables: readonly Tensor[] = resultsFor(node, argumentsOf(node));
      for (;;) {
        const [condition] = yield* execution.call(condSubgraphIndex, variables);
        if (!truthOf(node, "condition", condition)) return variables;
        const last =
          execution.loop && (yield* execution.loop(condSubgraphIndex, bodySubgraphIndex, variables));
        if (last) return last;
        execution.countStep();
        variables = nextVariables(node, variables, yield* execution.call(bodySubgraphIndex, variables));
      }
    },
  }),
});

function nextVariables(
  node: RunningNode<unknown>,
  before: readonly Tensor[],
  after: readonly Tensor[],
): readonly Tensor[] {
  if (after.length !== before.length)
    throw mismatch(node, "outputs of the body", `${before.length}`, `${after.length}`);
  after.forEach(({ dtype }, i) => {
    const expected = before[i]!.dtype;
    if (dtype !== expected) throw mismatch(node, `output ${i} of the body`, expected, dtype);
  });
  return after;
}
