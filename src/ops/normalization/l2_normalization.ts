import { elementCount, type Tensor, type TensorType } from "../../tensor/index.js";
import { L2NormOptions } from "../../tflite/schema/network_options.js";
import { lowerRows } from "../activation/lower_softmax.js";
import { inputOf, mismatch, numbers, outputOf, requireRank, requireType, unsupported } from "../check.js";
import { clamp, multiplyByQuantizedMultiplier } from "../fixed_point.js";
import { storedRange } from "../fused_activation.js";
import { inverseSquareRoot } from "../inverse_sqrt.js";
import { type NativeNode, type Node, type RunningNode, staticKernel } from "../kernel.js";
import { storedTypeOf } from "../lower_stored.js";
import type { NativeStep } from "../lowering.js";
import { operator } from "../operator.js";
import type { Numbers } from "../pack.js";
import { perTensor } from "../quantization.js";
import { sameShape } from "../unary.js";

const OUTPUT_SCALE = 1 / 128;

/** Quantized outputs have that scale and a fixed zero point; the factor 128 is applied to the input, or by a shift. */
const forms = {
  UINT8: { zeroPoint: 128, factor: 128, shift: 0 },
  INT8: { zeroPoint: 0, factor: 1, shift: 7 },
} as const;

function infer(node: Node<{ fusedActivationFunction: string }>): TensorType[] {
  const [input, output] = [inputOf(node, 0), outputOf(node)];
  const { fusedActivationFunction } = node.options;
  if (fusedActivationFunction !== "NONE")
    throw unsupported(node, `the fused activation ${fusedActivationFunction}`);
  requireType(node, input, "FLOAT32", "UINT8", "INT8");
  requireType(node, output, input.dtype);
  requireRank(node, input, 1, 4);
  if (input.dtype !== "FLOAT32") {
    perTensor(node, input);
    const { scale, zeroPoint } = perTensor(node, output);
    const expected = forms[input.dtype as keyof typeof forms].zeroPoint;
    if (scale !== OUTPUT_SCALE || zeroPoint !== expected)
      throw mismatch(
        node,
        output.name,
        `scale ${OUTPUT_SCALE} and zero point ${expected}`,
        `${scale} and ${zeroPoint}`,
      );
  }
  return sameShape(node);
}

function reference(node: RunningNode<unknown>, [output]: readonly Tensor[]): void {
  const input = inputOf(node, 0);
  const [source, sink] = [numbers(input), numbers(output!)];
  const depth = input.shape.at(-1)!;
  if (input.dtype === "FLOAT32") normalizeFloats(source, sink, depth);
  else {
    const type = input.dtype as keyof typeof forms;
    normalizeStored(source, sink, depth, perTensor(node, input).zeroPoint, type);
  }
}

/** Shorter vectors are divided by this instead of by their length. */
const EPSILON = Math.fround(1e-6);

function normalizeFloats(source: Numbers, sink: Numbers, depth: number): void {
  for (let begin = 0; begin < source.length; begin += depth) {
    let squares = 0;
    for (let i = begin; i < begin + depth; i++) squares += source[i]! * source[i]!;
    const length = Math.max(Math.sqrt(squares), EPSILON);
    for (let i = begin; i < begin + depth; i++) sink[i] = source[i]! / length;
  }
}

function normalizeStored(
  source: Numbers,
  sink: Numbers,
  depth: number,
  inputZero: number,
  type: keyof typeof forms,
): void {
  const [least, most] = storedRange[type]!;
  const { zeroPoint, factor, shift: extraShift } = forms[type];
  for (let begin = 0; begin < source.length; begin += depth) {
    let squares = 0;
    for (let i = begin; i < begin + depth; i++) squares += (source[i]! - inputZero) ** 2;
    const { multiplier, shift } = inverseSquareRoot(squares | 0);
    const inverse = { multiplier, shift: shift + extraShift };
    for (let i = begin; i < begin + depth; i++) {
      const value = multiplyByQuantizedMultiplier(factor * (source[i]! - inputZero), inverse);
      sink[i] = clamp(value + zeroPoint, least, most);
    }
  }
}

function lowerStored(node: NativeNode<unknown>): NativeStep[] {
  const input = inputOf(node, 0);
  const count = elementCount(input.shape);
  if (count === 0) return [];
  const depth = input.shape.at(-1)!;
  const { zeroPoint } = perTensor(node, input);
  return [
    {
      step: "integer_l2_normalization",
      operands: [{ input: 0 }, { output: 0 }],
      parameters: [storedTypeOf(input.dtype)!, count / depth, depth, zeroPoint],
    },
  ];
}

/** Divides the vectors along the last dimension by their lengths. */
export const l2Normalization = operator("L2_NORMALIZATION", ["1.5.0", "1.14.0"], {
  kernel: staticKernel(L2NormOptions, {
    infer,
    reference,
    native: (node) => lowerRows(node, "L2") ?? lowerStored(node),
  }),
});
