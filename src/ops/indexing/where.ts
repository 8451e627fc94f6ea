import { stridesOf, type TensorData } from "../../tensor/index.js";
import { WhereOptions } from "../../tflite/schema/general_options.js";
import { inputOf, mismatch, requireType, ValuesUnknown } from "../check.js";
import { staticKernel } from "../kernel.js";
import { elementBytes } from "../lower_indices.js";
import { operator } from "../operator.js";

/** The indices of the elements that are not 0, a row of INT64 for each, in order. */
export const where = operator("WHERE", ["1.14.0", "2.8.0"], {
  kernel: staticKernel(WhereOptions, {
    infer(node) {
      const input = inputOf(node, 0);
      const rank = input.shape.length;
      requireType(node, input, "BOOL", "FLOAT32", "INT64", "INT32", "INT16", "INT8", "UINT8", "UINT32");
      if (rank === 0) throw mismatch(node, input.name, "a rank from 1", "a scalar");
      if (!input.data) throw new ValuesUnknown(0);
      return [{ dtype: "INT64", quantization: null, shape: [countTrue(input.data), rank] }];
    },
    reference(node, [output]) {
      const { data, shape } = inputOf(node, 0);
      const strides = stridesOf(shape);
      const indices = output!.data as BigInt64Array;
      let next = 0;
      for (let i = 0; i < data.length; i++) {
        if (!isTrue(data[i] as number | bigint)) continue;
        let rest = i;
        for (const stride of strides) {
          const at = Math.floor(rest / stride);
          indices[next++] = BigInt(at);
          rest -= at * stride;
        }
      }
    },
    native(node) {
      const { dtype, shape } = inputOf(node, 0);
      const parameters = [elementBytes(dtype)!, Number(dtype === "FLOAT32"), shape.length, ...shape];
      return [{ step: "where", operands: [{ input: 0 }, { output: 0 }], parameters }];
    },
  }),
});

/** An iterator would take several times as long as an index. */
function countTrue(data: TensorData): number {
  let count = 0;
  for (let i = 0; i < data.length; i++) if (isTrue(data[i] as number | bigint)) count++;
  return count;
}

const isTrue = (element: number | bigint): boolean => element !== 0 && element !== 0n;
