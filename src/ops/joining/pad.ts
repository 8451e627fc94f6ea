import {
  allocateTensor,
  type ElementType,
  elementCount,
  entriesPerElement,
  stridesOf,
  type Tensor,
  type TensorType,
} from "../../tensor/index.js";
import { PadOptions, PadV2Options } from "../../tflite/schema/general_options.js";
import { inputOf, mismatch, requireType } from "../check.js";
import { type NativeNode, type Node, type RunningNode, staticKernel } from "../kernel.js";
import type { NativeStep } from "../lowering.js";
import { lowerMoves, type Move } from "../move.js";
import { movedType } from "../movement.js";
import { operator } from "../operator.js";
import { copyOf, stridedCopy } from "../strided_copy.js";
import { offsetOf } from "../strides.js";
import { paddedShape, paddingsOf } from "./paddings.js";

const infer = (node: Node<unknown>) => {
  const input = inputOf(node, 0);
  const value = node.inputs[2];
  if (value) {
    requireType(node, value, input.dtype);
    if (value.shape.some((size) => size !== 1))
      throw mismatch(node, value.name, "one element", `${value.shape}`);
  }
  return [movedType(node, input, paddedShape(node))];
};

function reference(node: RunningNode<unknown>, [output]: readonly Tensor[]): void {
  fillPadding(node, output!);
  stridedCopy(inputOf(node, 0), output!, inner(node, output!).copy);
}

/** Fills the output, then copies the input into it. */
function native(node: NativeNode<unknown>, [output]: readonly TensorType[]): NativeStep[] | null {
  const { dtype, quantization } = output!;
  const zero = allocateTensor({ dtype, shape: [1], quantization: null });
  if (Array.isArray(zero.data)) return null;
  if (isQuantized(dtype)) (zero.data as Int8Array).fill(quantization?.zeroPoint[0] ?? 0);
  const pattern = node.inputs[2] ? { input: 2 } : { constant: new Uint8Array(zero.data.buffer) };
  const fill: NativeStep = { step: "fill", operands: [pattern, { output: 0 }], parameters: [] };
  const moves = lowerMoves(node, [inner(node, output!)]);
  return elementCount(output!.shape) === 0 ? [] : moves && [fill, ...moves];
}

/** The input in the middle of the output. */
function inner(node: Node<unknown>, output: TensorType): Move {
  const sinkStrides = stridesOf(output.shape);
  const sinkOffset = offsetOf(paddingsOf(node).before, sinkStrides);
  return { input: 0, copy: copyOf(inputOf(node, 0).shape, { sinkOffset, sinkStrides }) };
}

/** Fills the output with the third input's element, or with what stands for 0. */
function fillPadding({ inputs }: RunningNode<unknown>, { dtype, data, quantization }: Tensor): void {
  const value = inputs[2];
  if (value) {
    const entries = entriesPerElement(dtype);
    for (let i = 0; i < data.length; i++) data[i] = value.data[i % entries]!;
  } else if (isQuantized(dtype)) {
    (data as Int8Array | Uint8Array | Int16Array).fill(quantization?.zeroPoint[0] ?? 0);
  }
}

const isQuantized = (dtype: ElementType) => dtype === "INT8" || dtype === "UINT8" || dtype === "INT16";

/** Surrounds the input with zeros, as many as the second input says. */
export const pad = operator("PAD", ["1.5.0", "1.14.0", "2.4.0", "2.6.0", "2.20.0", "2.23.0"], {
  kernel: staticKernel(PadOptions, { infer, reference, native }),
});

/** Surrounds the input with the element of the third input. */
export const padV2 = operator("PADV2", ["1.9.0", "1.14.0", "2.4.0", "2.6.0", "2.20.0", "2.23.0"], {
  kernel: staticKernel(PadV2Options, { infer, reference, native }),
});
