import { RankOptions } from "../../tflite/schema/general_options.js";
import { inputOf, numbers } from "../check.js";
import { staticKernel } from "../kernel.js";
import { operator } from "../operator.js";

/** The number of the input's dimensions, an INT32 scalar. */
export const rank = operator("RANK", ["1.14.0"], {
  kernel: staticKernel(RankOptions, {
    readsOnlyShapes: true,
    infer(node) {
      inputOf(node, 0);
      return [{ dtype: "INT32", quantization: null, shape: [] }];
    },
    reference(node, [output]) {
      numbers(output!)[0] = inputOf(node, 0).shape.length;
    },
  }),
});
