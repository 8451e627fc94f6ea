import { CallOnceOptions } from "../../tflite/schema/general_options.js";
import { dynamicKernel } from "../kernel.js";
import { operator } from "../operator.js";
import { argumentsOf, resultsFor } from "../subgraph_call.js";

/**
 * Runs a subgraph that sets up resources, once per session however many nodes name it. One that fails is run again the next
 * time.
 */
export const callOnce = operator("CALL_ONCE", ["2.5.0"], {
  kernel: dynamicKernel(CallOnceOptions, {
    *execute(node, execution) {
      const { initSubgraphIndex } = node.options;
      const called = execution.state("subgraphs called once", () => new Set<number>());
      if (called.has(initSubgraphIndex)) return [];
      const results = resultsFor(node, yield* execution.call(initSubgraphIndex, argumentsOf(node)));
      called.add(initSubgraphIndex);
      return results;
    },
  }),
});
