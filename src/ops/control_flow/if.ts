import { IfOptions } from "../../tflite/schema/general_options.js";
import { inputOf } from "../check.js";
import { dynamicKernel } from "../kernel.js";
import { operator } from "../operator.js";
import { argumentsOf, resultsFor, truthOf } from "../subgraph_call.js";

/** Runs one of two subgraphs, as its first input says; the other inputs are the subgraph's. */
export const ifOperator = operator("IF", ["1.15.0"], {
  kernel: dynamicKernel(IfOptions, {
    *execute(node, execution) {
      const condition = inputOf(node, 0);
      const { thenSubgraphIndex, elseSubgraphIndex } = node.options;
      const branch = truthOf(node, condition.name, condition) ? thenSubgraphIndex : elseSubgraphIndex;
      return resultsFor(node, yield* execution.call(branch, argumentsOf(node, 1)));
    },
  }),
});
