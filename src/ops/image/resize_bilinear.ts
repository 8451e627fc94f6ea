import { type ElementType, elementCount } from "../../tensor/index.js";
import { ResizeBilinearOptions } from "../../tflite/schema/general_options.js";
import { inputOf, mismatch, requireType } from "../check.js";
import { staticKernel } from "../kernel.js";
import { operator } from "../operator.js";
import { blendFloat32, blendUint8, sampleFloat } from "./blend_float.js";
import { blendIntegers, sampleFixed } from "./blend_integers.js";
import { resizedType } from "./resized_type.js";
import type { Sampling } from "./sampling.js";

/**
 * Images in another size, each pixel blended from the four around its place. INT8 and INT16 are computed in fixed point with 10
 * bits, UINT8 in float32; quantization stays.
 */
export const resizeBilinear = operator("RESIZE_BILINEAR", ["1.7.0", "1.14.0", "2.2.0", "2.5.0"], {
  kernel: staticKernel(ResizeBilinearOptions, {
    infer(node) {
      requireType(node, inputOf(node, 0), "FLOAT32", "UINT8", "INT8", "INT16");
      if (node.options.alignCorners && node.options.halfPixelCenters)
        throw mismatch(node, "options", "alignCorners or halfPixelCenters", "both");
      return resizedType(node);
    },
    reference(node, [output]) {
      if (output!.data.length === 0) return;
      const input = inputOf(node, 0);
      if (input.dtype === "FLOAT32") blendFloat32(input, output!, node.options);
      else if (input.dtype === "UINT8") blendUint8(input, output!, node.options);
      else blendIntegers(input, output!, node.options);
    },
    native(node, [output]) {
      const { dtype, shape } = inputOf(node, 0);
      const [batch, rows, columns, channels] = shape as [number, number, number, number];
      const [, height, width] = output!.shape as [number, number, number];
      if (elementCount(output!.shape) === 0) return [];
      const sample = dtype === "FLOAT32" || dtype === "UINT8" ? sampleFloat : sampleFixed;
      const samplings = [sample(rows, height, node.options), sample(columns, width, node.options)];
      return [
        {
          step: "resize_bilinear",
          operands: [{ input: 0 }, ...samplings.flatMap(constantsOf), { output: 0 }],
          parameters: [nativeTypes[dtype]!, batch, rows, columns, height, width, channels],
        },
      ];
    },
  }),
});

/** The numbers of ResizedType in native/kernels/resize.h. */
const nativeTypes: Partial<Record<ElementType, number>> = { FLOAT32: 0, UINT8: 1, INT8: 2, INT16: 3 };

const constantsOf = ({ lower, upper, fraction }: Sampling) =>
  [lower, upper, Float32Array.from(fraction)].map(({ buffer }) => ({
    constant: new Uint8Array(buffer as ArrayBuffer),
  }));
