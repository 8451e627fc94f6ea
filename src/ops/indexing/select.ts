import { arrayTypeOf, entriesPerElement, type Tensor, type TensorType } from "../../tensor/index.js";
import { SelectOptions, SelectV2Options } from "../../tflite/schema/general_options.js";
import { broadcastInputs, eachRun } from "../broadcast.js";
import { inputOf, mismatch, requireType, shapeText } from "../check.js";
import { type NativeNode, type Node, type RunningNode, staticKernel } from "../kernel.js";
import { broadcastParameters } from "../lower_broadcast.js";
import type { NativeStep } from "../lowering.js";
import { movedType } from "../movement.js";
import { operator } from "../operator.js";

/** An element of the second input where the first one is true, else of the third. The three broadcast. */
export const selectV2 = operator("SELECT_V2", ["2.2.0", "2.12.0"], {
  kernel: staticKernel(SelectV2Options, {
    infer(node) {
      requireTypes(node);
      return [movedType(node, inputOf(node, 1), broadcastInputs(node, [0, 1, 2]))];
    },
    reference(node, [output]) {
      selectElements(node, output!, inputOf(node, 0).shape);
    },
    native: (node, outputs) => lowerSelect(node, outputs, inputOf(node, 0).shape),
  }),
});

/** The same for two inputs of one shape, and a condition of that shape, a scalar, or a vector that chooses whole slices. */
export const select = operator("SELECT", ["1.14.0", "1.14.0", "2.12.0", "2.12.0"], {
  kernel: staticKernel(SelectOptions, {
    infer(node) {
      requireTypes(node);
      const [condition, x, y] = [inputOf(node, 0), inputOf(node, 1), inputOf(node, 2)];
      if (String(x.shape) !== String(y.shape))
        throw mismatch(node, y.name, shapeText(x.shape), shapeText(y.shape));
      const isSlice = condition.shape.length <= 1 && (condition.shape[0] ?? x.shape[0]) === x.shape[0];
      if (!isSlice && String(condition.shape) !== String(x.shape))
        throw mismatch(node, condition.name, shapeText(x.shape), shapeText(condition.shape));
      return [movedType(node, x, x.shape)];
    },
    reference(node, [output]) {
      selectElements(node, output!, alignedCondition(node, output!));
    },
    native: (node, outputs) => lowerSelect(node, outputs, alignedCondition(node, outputs[0]!)),
  }),
});

/** The condition's shape as it broadcasts: a vector lies along the first dimension. */
function alignedCondition(node: Node<unknown>, output: TensorType): readonly number[] {
  const { shape } = inputOf(node, 0);
  if (output.shape.length === 0) return [];
  return shape.length === 1 ? output.shape.map((_, d) => (d === 0 ? shape[0]! : 1)) : shape;
}

function lowerSelect(
  node: NativeNode<unknown>,
  [output]: readonly TensorType[],
  conditionShape: readonly number[],
): NativeStep[] | null {
  const { dtype, shape } = output!;
  const width = (arrayTypeOf(dtype)?.BYTES_PER_ELEMENT ?? 0) * entriesPerElement(dtype);
  const operands = [conditionShape, inputOf(node, 1).shape, inputOf(node, 2).shape];
  const broadcast = broadcastParameters(shape, operands);
  if (![1, 2, 4, 8].includes(width) || !broadcast) return null;
  return [
    {
      step: "select",
      operands: [{ input: 0 }, { input: 1 }, { input: 2 }, { output: 0 }],
      parameters: [width, ...broadcast],
    },
  ];
}

function requireTypes(node: Node<unknown>): void {
  requireType(node, inputOf(node, 0), "BOOL");
  requireType(node, inputOf(node, 2), inputOf(node, 1).dtype);
}

function selectElements(node: RunningNode<unknown>, output: Tensor, conditionShape: readonly number[]): void {
  const [condition, x, y] = [inputOf(node, 0), inputOf(node, 1), inputOf(node, 2)];
  const entries = entriesPerElement(output.dtype);
  const { data } = output;
  eachRun(output.shape, [conditionShape, x.shape, y.shape], (result, count, at, step) => {
    for (let i = 0; i < count; i++) {
      const k = condition.data[at[0]! + i * step[0]!] ? 1 : 2;
      const source = k === 1 ? x.data : y.data;
      const from = (at[k]! + i * step[k]!) * entries;
      for (let e = 0; e < entries; e++) data[(result + i) * entries + e] = source[from + e]!;
    }
  });
}
