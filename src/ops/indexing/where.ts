import { stridesOf } from "../../tensor/index.js";
import { WhereOptions } from "../../tflite/schema/general_options.js";
import { inputOf, mismatch, requireType } from "../check.js";
import { dynamicKernel } from "../kernel.js";
import { operator } from "../operator.js";

/** The indices of the elements that are not 0, a row of INT64 for each, in order. */
export const where = operator("WHERE", ["1.14.0", "2.8.0"], {
  kernel: dynamicKernel(WhereOptions, {
    computes: true,
    execute(node) {
      const input = inputOf(node, 0);
      const rank = input.shape.length;
      requireType(node, input, "BOOL", "FLOAT32", "INT64", "INT32", "INT16", "INT8", "UINT8", "UINT32");
      if (rank === 0) throw mismatch(node, input.name, "a rank from 1", "a scalar");
      const found: number[] = [];
      for (let i = 0; i < input.data.length; i++) {
        const element = input.data[i];
        if (element !== 0 && element !== 0n) found.push(i);
      }
      const strides = stridesOf(input.shape);
      const data = new BigInt64Array(found.length * rank);
      found.forEach((position, row) => {
        let rest = position;
        strides.forEach((stride, d) => {
          const at = Math.floor(rest / stride);
          data[row * rank + d] = BigInt(at);
          rest -= at * stride;
        });
      });
      return [{ dtype: "INT64", quantization: null, shape: [found.length, rank], data }];
    },
  }),
});
