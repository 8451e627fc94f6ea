import { heldBytes } from "../../tensor/index.js";
import { AssignVariableOptions } from "../../tflite/schema/general_options.js";
import { inputOf } from "../check.js";
import { dynamicKernel } from "../kernel.js";
import { operator } from "../operator.js";
import { resourceOf, variablesOf } from "./resource.js";

/** Gives a variable a value of any type and shape. */
export const assignVariable = operator("ASSIGN_VARIABLE", ["2.6.0"], {
  kernel: dynamicKernel(AssignVariableOptions, {
    execute(node, execution) {
      const { dtype, shape, quantization, data } = inputOf(node, 1);
      const { values } = variablesOf(execution);
      const number = resourceOf(node);
      const before = values.get(number);
      execution.keep(heldBytes(data) - (before ? heldBytes(before.data) : 0));
      // The input may be a tensor that is written to again: a state, or what the caller passed.
      values.set(number, { dtype, shape, quantization, data: data.slice() });
      return [];
    },
  }),
});
