import { AssignVariableOptions } from "../../tflite/schema/general_options.js";
import { inputOf } from "../check.js";
import { dynamicKernel } from "../kernel.js";
import { operator } from "../operator.js";
import { resourceOf, setVariable } from "./resource.js";

/** Gives a variable a value of any type and shape. */
export const assignVariable = operator("ASSIGN_VARIABLE", ["2.6.0"], {
  kernel: dynamicKernel(AssignVariableOptions, {
    execute(node, execution) {
      setVariable(execution, resourceOf(node), inputOf(node, 1));
      return [];
    },
  }),
});
