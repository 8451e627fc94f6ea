import { elementCount } from "../../tensor/index.js";
import { OneHotOptions } from "../../tflite/schema/general_options.js";
import { axisOf, inputOf, mismatch, requireType, shapeText } from "../check.js";
import { type Node, staticKernel } from "../kernel.js";
import { elementBytes, indexBytes } from "../lower_indices.js";
import { integerOf, integersOf, movedType } from "../movement.js";
import { operator } from "../operator.js";

/**
 * A new axis, as long as the second input says, that holds the third input's element at the index that the first one gives, and
 * the fourth's elsewhere. An index out of range has none.
 */
export const oneHot = operator("ONE_HOT", ["1.11.0"], {
  kernel: staticKernel(OneHotOptions, {
    infer(node) {
      const [indices, on, off] = [inputOf(node, 0), inputOf(node, 2), inputOf(node, 3)];
      requireType(node, indices, "INT32", "INT64");
      requireType(node, on, "FLOAT32", "INT64", "INT32", "INT16", "INT8", "UINT8", "BOOL");
      requireType(node, off, on.dtype);
      for (const { name, shape } of [on, off])
        if (elementCount(shape) !== 1) throw mismatch(node, name, "one element", shapeText(shape));
      const depth = integerOf(node, 1);
      if (depth < 0) throw mismatch(node, inputOf(node, 1).name, "a number from 0", `${depth}`);
      return [movedType(node, on, indices.shape.toSpliced(newAxis(node), 0, depth))];
    },
    reference(node, [output]) {
      const [indices, on, off] = [inputOf(node, 0), inputOf(node, 2), inputOf(node, 3)];
      const data = output!.data as Float64Array;
      data.fill(off.data[0] as number);
      const depth = integerOf(node, 1);
      const inner = elementCount(indices.shape.slice(newAxis(node)));
      integersOf(node, 0).forEach((index, i) => {
        if (!(index >= 0 && index < depth)) return;
        const row = Math.floor(i / inner);
        data[(row * depth + index) * inner + (i - row * inner)] = on.data[0] as number;
      });
    },
    native(node, [output]) {
      if (elementCount(output!.shape) === 0) return [];
      const axis = newAxis(node);
      const sizes = [output!.shape.slice(0, axis), [output!.shape[axis]!], output!.shape.slice(axis + 1)];
      return [
        { step: "fill", operands: [{ input: 3 }, { output: 0 }], parameters: [] },
        {
          step: "one_hot",
          operands: [{ input: 0 }, { input: 2 }, { output: 0 }],
          parameters: [indexBytes(node, 0), elementBytes(output!.dtype)!, ...sizes.map(elementCount)],
        },
      ];
    },
  }),
});

const newAxis = (node: Node<{ axis: number }>): number =>
  axisOf(node, node.options.axis, inputOf(node, 0).shape.length + 1);
