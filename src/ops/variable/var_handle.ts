import { elementCount } from "../../tensor/index.js";
import { VarHandleOptions } from "../../tflite/schema/general_options.js";
import { mismatch, shapeText } from "../check.js";
import { staticKernel } from "../kernel.js";
import { operator } from "../operator.js";
import { nameOfVariable, numberOfVariable } from "./resource.js";

/** The number of the variable of that container and name: the same wherever it is asked for within a session. */
export const varHandle = operator("VAR_HANDLE", ["2.6.0"], {
  kernel: staticKernel(VarHandleOptions, {
    stateful: true,
    infer(node) {
      const [output] = node.outputs;
      if (output?.dtype !== "RESOURCE")
        throw mismatch(node, "output", "a RESOURCE", output ? output.dtype : "none");
      if (elementCount(output.shape) !== 1)
        throw mismatch(node, output.name, "one element", shapeText(output.shape));
      return [output];
    },
    reference(node, [output], execution) {
      output!.data[0] = numberOfVariable(execution, nameOfVariable(node.options));
    },
  }),
});
