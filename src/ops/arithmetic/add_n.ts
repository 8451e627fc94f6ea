import { elementCount } from "../../tensor/index.js";
import { AddNOptions } from "../../tflite/schema/general_options.js";
import { inputOf, mismatch, numbers, shapeText } from "../check.js";
import { staticKernel } from "../kernel.js";
import { operator } from "../operator.js";
import { sameType } from "../unary.js";

/** The sum of two or more FLOAT32 or INT32 tensors of the same shape. */
export const addN = operator("ADD_N", ["1.14.0"], {
  kernel: staticKernel(AddNOptions, {
    infer(node) {
      const { dtype, shape } = inputOf(node, 0);
      if (node.inputs.length < 2) throw mismatch(node, "inputs", "two or more", `${node.inputs.length}`);
      for (let k = 1; k < node.inputs.length; k++) {
        const { name, ...other } = inputOf(node, k);
        if (other.dtype !== dtype) throw mismatch(node, name, dtype, other.dtype);
        if (String(other.shape) !== String(shape))
          throw mismatch(node, name, shapeText(shape), shapeText(other.shape));
      }
      return sameType("FLOAT32", "INT32")(node);
    },
    reference(node, [output]) {
      const sink = numbers(output!);
      const sum = new Float64Array(sink.length);
      node.inputs.forEach((_, k) => {
        const source = numbers(inputOf(node, k));
        for (let i = 0; i < sum.length; i++) sum[i]! += source[i]!;
      });
      // Integers wrap around when they are stored.
      sink.set(sum);
    },
    native(node, [output]) {
      const operands = [...node.inputs.map((_, input) => ({ input })), { output: 0 }];
      const parameters = [output!.dtype === "INT32" ? 1 : 0, elementCount(output!.shape)];
      return [{ step: "add_n", operands, parameters }];
    },
  }),
});
