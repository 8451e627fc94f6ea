import { stridesOf, type TensorType } from "../../tensor/index.js";
import { PadOptions, PadV2Options } from "../../tflite/schema/general_options.js";
import type { Background } from "../background.js";
import { inputOf, mismatch, requireType } from "../check.js";
import type { Node } from "../kernel.js";
import { type Move, movingKernel } from "../move.js";
import { movedType } from "../movement.js";
import { operator } from "../operator.js";
import { copyOf } from "../strided_copy.js";
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

const background = ({ inputs }: Node<unknown>): Background => (inputs[2] ? { input: 2 } : "zero points");

/** The input in the middle of the output. */
function moves(node: Node<unknown>, [output]: readonly TensorType[]): Move[] {
  const sinkStrides = stridesOf(output!.shape);
  const sinkOffset = offsetOf(paddingsOf(node).before, sinkStrides);
  return [{ input: 0, copy: copyOf(inputOf(node, 0).shape, { sinkOffset, sinkStrides }) }];
}

/** Surrounds the input with zeros, as many as the second input says. */
export const pad = operator("PAD", ["1.5.0", "1.14.0", "2.4.0", "2.6.0", "2.20.0", "2.23.0"], {
  kernel: movingKernel(PadOptions, { infer, background, moves }),
});

/** Surrounds the input with the element of the third input. */
export const padV2 = operator("PADV2", ["1.9.0", "1.14.0", "2.4.0", "2.6.0", "2.20.0", "2.23.0"], {
  kernel: movingKernel(PadV2Options, { infer, background, moves }),
});
