import { StableHLOCompositeOptions } from "../../tflite/schema/general_options.js";
import { dynamicKernel } from "../kernel.js";
import { operator } from "../operator.js";
import { argumentsOf, resultsFor } from "../subgraph_call.js";

/** A named group of operators: runs the subgraph that says what the name means. */
export const stablehloComposite = operator("STABLEHLO_COMPOSITE", ["2.17.0"], {
  kernel: dynamicKernel(StableHLOCompositeOptions, {
    *execute(node, execution) {
      const { decompositionSubgraphIndex } = node.options;
      return resultsFor(node, yield* execution.call(decompositionSubgraphIndex, argumentsOf(node)));
    },
  }),
});
