import { entriesPerElement, stridesOf, type Tensor } from "../../tensor/index.js";
import { PadOptions, PadV2Options } from "../../tflite/schema/general_options.js";
import { inputOf, mismatch, requireType } from "../check.js";
import { type Node, type RunningNode, staticKernel } from "../kernel.js";
import { movedType } from "../movement.js";
import { operator } from "../operator.js";
import { copyOf, stridedCopy } from "../strided_copy.js";
import { offsetOf, paddedShape, paddingsOf } from "./paddings.js";

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
  const input = inputOf(node, 0);
  fillPadding(node, output!);
  const sinkStrides = stridesOf(output!.shape);
  const sinkOffset = offsetOf(paddingsOf(node).before, sinkStrides);
  stridedCopy(input, output!, copyOf(input.shape, { sinkOffset, sinkStrides }));
}

/** Fills the output with the third input's element, or with what stands for 0. */
function fillPadding({ inputs }: RunningNode<unknown>, { dtype, data, quantization }: Tensor): void {
  const value = inputs[2];
  if (value) {
    const entries = entriesPerElement(dtype);
    for (let i = 0; i < data.length; i++) data[i] = value.data[i % entries]!;
  } else if (dtype === "INT8" || dtype === "UINT8" || dtype === "INT16") {
    (data as Int8Array | Uint8Array | Int16Array).fill(quantization?.zeroPoint[0] ?? 0);
  }
}

/** Surrounds the input with zeros, as many as the second input says. */
export const pad = operator("PAD", ["1.5.0", "1.14.0", "2.4.0", "2.6.0", "2.20.0", "2.23.0"], {
  kernel: staticKernel(PadOptions, { infer, reference }),
});

/** Surrounds the input with the element of the third input. */
export const padV2 = operator("PADV2", ["1.9.0", "1.14.0", "2.4.0", "2.6.0", "2.20.0", "2.23.0"], {
  kernel: staticKernel(PadV2Options, { infer, reference }),
});
