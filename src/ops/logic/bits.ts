import { BitwiseXorOptions, RightShiftOptions } from "../../tflite/schema/general_options.js";
import { applyToPairs, binaryType } from "../binary.js";
import { inputOf } from "../check.js";
import { staticKernel } from "../kernel.js";
import { lowerByPairs } from "../lower_by_pairs.js";
import { operator } from "../operator.js";

const infer = binaryType("INT8", "UINT8", "INT16", "UINT16", "INT32", "UINT32");

/** The bits in which two integers, broadcast, differ. */
export const bitwiseXor = operator("BITWISE_XOR", ["2.13.0"], {
  kernel: staticKernel(BitwiseXorOptions, {
    infer,
    reference: (node, [output]) =>
      applyToPairs<number, number>(inputOf(node, 0), inputOf(node, 1), output!, (x, y) => x ^ y),
    native(node, outputs) {
      return lowerByPairs(node, outputs, this.reference);
    },
  }),
});

/** x / 2^y of integers, broadcast, rounded down; the shift is held within the bits of the type. */
export const rightShift = operator("RIGHT_SHIFT", ["2.13.0"], {
  kernel: staticKernel(RightShiftOptions, {
    infer,
    reference(node, [output]) {
      const bits = Number(/\d+/.exec(output!.dtype)![0]);
      const isUnsigned = output!.dtype.startsWith("U");
      applyToPairs<number, number>(inputOf(node, 0), inputOf(node, 1), output!, (x, y) => {
        const shift = Math.max(0, Math.min(y, bits - 1));
        return isUnsigned ? x >>> shift : x >> shift;
      });
    },
    native(node, outputs) {
      return lowerByPairs(node, outputs, this.reference);
    },
  }),
});
