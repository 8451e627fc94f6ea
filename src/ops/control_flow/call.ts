import { CallOptions } from "../../tflite/schema/general_options.js";
import { dynamicKernel } from "../kernel.js";
import { operator } from "../operator.js";
import { argumentsOf, resultsFor } from "../subgraph_call.js";

/** Runs a subgraph in its place. TensorFlow Lite knows the operator but has no kernel of it. */
export const call = operator("CALL", [], {
  kernel: dynamicKernel(CallOptions, {
    *execute(node, execution) {
      return resultsFor(node, yield* execution.call(node.options.subgraph, argumentsOf(node)));
    },
  }),
});
