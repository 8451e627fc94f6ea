import { ShapeOptions } from "../../tflite/schema/general_options.js";
import { inputOf, outputOf, requireType } from "../check.js";
import { staticKernel } from "../kernel.js";
import { operator } from "../operator.js";

/** The input's shape as a vector of INT32 or INT64. */
export const shape = operator("SHAPE", ["1.10.0"], {
  kernel: staticKernel(ShapeOptions, {
    readsOnlyShapes: true,
    infer(node) {
      const { outType } = node.options;
      const dtype = outType === "INT64" || outType === "INT32" ? outType : outputOf(node).dtype;
      requireType(node, { dtype }, "INT32", "INT64");
      return [{ dtype, quantization: null, shape: [inputOf(node, 0).shape.length] }];
    },
    reference(node, [output]) {
      const { data } = output!;
      inputOf(node, 0).shape.forEach((size, d) => {
        data[d] = data instanceof BigInt64Array ? BigInt(size) : size;
      });
    },
  }),
});
