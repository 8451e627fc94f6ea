import { allocateTensor } from "../../tensor/index.js";
import { UniqueOptions } from "../../tflite/schema/general_options.js";
import { inputOf, outputOf, requireRank, requireType } from "../check.js";
import { dynamicKernel } from "../kernel.js";
import { movedType } from "../movement.js";
import { operator } from "../operator.js";

/** The different elements of a vector in the order in which they come, and for each element the number of its like. */
export const unique = operator("UNIQUE", ["1.14.0"], {
  kernel: dynamicKernel(UniqueOptions, {
    computes: true,
    execute(node) {
      const input = inputOf(node, 0);
      requireRank(node, input, 1);
      requireType(node, input, "FLOAT32", "INT64", "INT32", "INT16", "INT8", "UINT8");
      const { idxOutType } = node.options;
      requireType(node, { dtype: idxOutType }, "INT32", "INT64");
      const { quantization } = outputOf(node, 1);
      const indices = allocateTensor({ dtype: idxOutType, quantization, shape: input.shape });
      const numberOf = new Map<unknown, number>();
      for (let i = 0; i < input.data.length; i++) {
        const element = input.data[i];
        let number = numberOf.get(element);
        if (number === undefined) {
          number = numberOf.size;
          numberOf.set(element, number);
        }
        indices.data[i] = idxOutType === "INT64" ? BigInt(number) : number;
      }
      const elements = allocateTensor(movedType(node, input, [numberOf.size]));
      let i = 0;
      for (const element of numberOf.keys()) elements.data[i++] = element as number;
      return [elements, indices];
    },
  }),
});
