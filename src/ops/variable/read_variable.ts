import { ReadVariableOptions } from "../../tflite/schema/general_options.js";
import { invalidValue, mismatch } from "../check.js";
import { dynamicKernel } from "../kernel.js";
import { operator } from "../operator.js";
import { resourceOf, valueRead, variablesOf } from "./resource.js";

/** The value that a variable was assigned last. INVALID_VALUE before the first one. */
export const readVariable = operator("READ_VARIABLE", ["2.6.0"], {
  kernel: dynamicKernel(ReadVariableOptions, {
    execute(node, execution) {
      const number = resourceOf(node);
      const value = variablesOf(execution).values.get(number);
      if (!value) throw invalidValue(node, `variable ${number}`, "a value", "none");
      const [output] = node.outputs;
      if (output?.dtype !== value.dtype)
        throw mismatch(node, `variable ${number}`, output?.dtype ?? "an output", value.dtype);
      return [valueRead(output, value)];
    },
  }),
});
