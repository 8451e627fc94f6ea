import { broadcastShapes } from "../../tensor/index.js";
import { inputOf, invalidValue, requireRank, requireType, shapeText } from "../check.js";
import type { StaticKernel } from "../kernel.js";
import { integersOf } from "../movement.js";
import { operator } from "../operator.js";

const kernel: StaticKernel<unknown> = {
  options: null,
  infer(node) {
    const [first, second] = [inputOf(node, 0), inputOf(node, 1)];
    requireType(node, first, "INT32", "INT64");
    requireType(node, second, first.dtype);
    requireRank(node, first, 1);
    requireRank(node, second, 1);
    const length = Math.max(first.shape[0]!, second.shape[0]!);
    return [{ dtype: first.dtype, quantization: null, shape: [length] }];
  },
  reference(node, [output]) {
    const [first, second] = [integersOf(node, 0), integersOf(node, 1)];
    const shape = broadcastShapes(first, second);
    if (!shape)
      throw invalidValue(
        node,
        inputOf(node, 1).name,
        `a shape that fits ${shapeText(first)}`,
        shapeText(second),
      );
    const { data } = output!;
    shape.forEach((size, d) => {
      data[d] = data instanceof BigInt64Array ? BigInt(size) : size;
    });
  },
};

/** The shape that two shapes broadcast to. */
export const broadcastArgs = operator("BROADCAST_ARGS", ["2.6.0"], { kernel });
