import { elementCount } from "../../tensor/index.js";
import type { RecordOf } from "../../tflite/index.js";
import { ResizeNearestNeighborOptions } from "../../tflite/schema/general_options.js";
import { gatherBlocks } from "../block_copy.js";
import { inputOf } from "../check.js";
import { roundHalfAway } from "../fixed_point.js";
import { staticKernel } from "../kernel.js";
import { elementBytes } from "../lower_indices.js";
import { operator } from "../operator.js";
import { resizedType, resizeScale } from "./resized_type.js";

type Options = RecordOf<typeof ResizeNearestNeighborOptions>;

/** Images in another size, each pixel the nearest one of the input. */
export const resizeNearestNeighbor = operator(
  "RESIZE_NEAREST_NEIGHBOR",
  ["1.13.1", "1.14.0", "2.3.0", "2.4.0"],
  {
    kernel: staticKernel(ResizeNearestNeighborOptions, {
      infer: resizedType,
      reference(node, [output]) {
        if (output!.data.length === 0) return;
        const input = inputOf(node, 0);
        const [batch, rows, columns, channels] = input.shape as [number, number, number, number];
        const [, height, width] = output!.shape as [number, number, number];
        const fromRows = nearest(rows, height, node.options);
        const fromColumns = nearest(columns, width, node.options);
        const pixels = new Float64Array(batch * height * width);
        let i = 0;
        for (let b = 0; b < batch; b++)
          for (const row of fromRows)
            for (const column of fromColumns) pixels[i++] = (b * rows + row) * columns + column;
        gatherBlocks(input, output!, channels, pixels);
      },
      native(node, [output]) {
        const { dtype, shape } = inputOf(node, 0);
        const width = elementBytes(dtype);
        if (!width) return null;
        const [batch, rows, columns, channels] = shape as [number, number, number, number];
        const [, height, resizedWidth] = output!.shape as [number, number, number];
        if (elementCount(output!.shape) === 0) return [];
        const indices = [nearest(rows, height, node.options), nearest(columns, resizedWidth, node.options)];
        const constants = indices.map(({ buffer }) => ({ constant: new Uint8Array(buffer) }));
        return [
          {
            step: "resize_nearest",
            operands: [{ input: 0 }, ...constants, { output: 0 }],
            parameters: [batch, rows, columns, height, resizedWidth, channels * width],
          },
        ];
      },
    }),
  },
);

const { floor, fround, max, min } = Math;

/** For each index of the resized dimension that of the input, computed in float32 as TensorFlow Lite does. */
function nearest(
  size: number,
  resized: number,
  { alignCorners, halfPixelCenters }: Options,
): Int32Array<ArrayBuffer> {
  const scale = resizeScale(size, resized, alignCorners);
  const offset = halfPixelCenters ? 0.5 : 0;
  return Int32Array.from({ length: resized }, (_, i) => {
    const at = fround(fround(i + offset) * scale);
    return max(0, min(size - 1, alignCorners ? roundHalfAway(at) : floor(at)));
  });
}
