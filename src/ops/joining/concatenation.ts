import { elementCount, stridesOf, type Tensor, type TensorType } from "../../tensor/index.js";
import type { RecordOf } from "../../tflite/index.js";
import { ConcatenationOptions } from "../../tflite/schema/network_options.js";
import {
  axisOf,
  inputOf,
  mismatch,
  numbers,
  outputOf,
  requireType,
  shapeText,
  unsupported,
} from "../check.js";
import { roundHalfAway } from "../fixed_point.js";
import { type Node, type Operand, staticKernel } from "../kernel.js";
import { lowerMoves, type Move } from "../move.js";
import { movedType, withSize } from "../movement.js";
import { operator } from "../operator.js";
import { sameQuantization } from "../quantization.js";
import { copyOf, stridedCopy } from "../strided_copy.js";

/**
 * Joins tensors of one type along an axis. UINT8 inputs may differ in quantization and are brought to
 * the output's, INT8 inputs must have it, INT16 must have the zero point 0.
 */
export const concatenation = operator(
  "CONCATENATION",
  ["1.5.0", "1.14.0", "2.3.0", "2.14.0", "2.21.0", "2.23.0", "2.23.0"],
  {
    kernel: staticKernel(ConcatenationOptions, {
      infer(node) {
        const first = inputOf(node, 0);
        const { fusedActivationFunction } = node.options;
        if (fusedActivationFunction !== "NONE")
          throw unsupported(node, `the fused activation ${fusedActivationFunction}`);
        const axis = axisOf(node, node.options.axis, first.shape.length);
        let size = 0;
        node.inputs.forEach((_, i) => {
          const input = inputOf(node, i);
          requireType(node, input, first.dtype);
          requireQuantization(node, input);
          size += requireShape(node, input, first, axis);
        });
        return [movedType(node, first, withSize(first.shape, axis, size))];
      },
      reference(node, [output]) {
        for (const { input, copy } of moves(node, output!))
          stridedCopy(rescaled(inputOf(node, input), output!), output!, copy);
      },
      native(node, [output]) {
        const copies = moves(node, output!).map(
          (move): Move => ({ ...move, table: rescalingTable(inputOf(node, move.input), output!) }),
        );
        return lowerMoves(node, copies);
      },
    }),
  },
);

/** The inputs one behind the other along the axis. */
function moves(node: Node<RecordOf<typeof ConcatenationOptions>>, output: TensorType): Move[] {
  const axis = axisOf(node, node.options.axis, output.shape.length);
  const sinkStrides = stridesOf(output.shape);
  let sinkOffset = 0;
  return node.inputs.map((_, input) => {
    const { shape } = inputOf(node, input);
    const copy = copyOf(shape, { sinkOffset, sinkStrides });
    sinkOffset += shape[axis]! * sinkStrides[axis]!;
    return { input, copy };
  });
}

/** The size along the axis. */
function requireShape(node: Node<unknown>, input: Operand, first: Operand, axis: number): number {
  const [shape, expected] = [input.shape, first.shape];
  if (shape.length !== expected.length || shape.some((size, d) => d !== axis && size !== expected[d]))
    throw mismatch(node, input.name, `${shapeText(expected)} but for axis ${axis}`, shapeText(input.shape));
  return shape[axis]!;
}

function requireQuantization(node: Node<unknown>, { name, dtype, quantization }: Operand): void {
  const wanted = outputOf(node).quantization;
  if (dtype === "INT8" && !sameQuantization(quantization, wanted))
    throw mismatch(node, name, "the quantization of the output", "another one");
  if (dtype === "INT16" && (quantization?.zeroPoint[0] || wanted?.zeroPoint[0]))
    throw mismatch(node, name, "a zero point of 0", `${quantization?.zeroPoint[0]}`);
}

const { fround, max, min } = Math;

const needsRescaling = (input: TensorType, output: TensorType) =>
  input.dtype === "UINT8" &&
  input.quantization !== null &&
  output.quantization !== null &&
  !sameQuantization(input.quantization, output.quantization);

/** What each byte of the input becomes; null where it stays. */
function rescalingTable(input: TensorType, output: TensorType): Uint8Array | null {
  if (!needsRescaling(input, output)) return null;
  const all = { ...input, shape: [256], data: Uint8Array.from({ length: 256 }, (_, i) => i) };
  return rescaled(all, output).data as Uint8Array;
}

/** The input in the output's quantization. TensorFlow Lite computes it in float32. */
function rescaled(input: Tensor, output: TensorType): Pick<Tensor, "dtype" | "data"> {
  if (!needsRescaling(input, output)) return input;
  const [from, to] = [input.quantization!, output.quantization!];
  const scale = fround(fround(from.scale[0]!) * fround(1 / fround(to.scale[0]!)));
  const bias = fround(-from.zeroPoint[0]! * scale);
  const stored = numbers(input);
  const data = new Uint8Array(elementCount(input.shape));
  for (let i = 0; i < data.length; i++) {
    const value = roundHalfAway(fround(fround(stored[i]! * scale) + bias)) + to.zeroPoint[0]!;
    data[i] = max(0, min(255, value));
  }
  return { dtype: "UINT8", data };
}
