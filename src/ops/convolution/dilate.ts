import {
  arrayTypeOf,
  entriesPerElement,
  type NumericData,
  type Tensor,
  type TensorType,
} from "../../tensor/index.js";
import { DilateOptions } from "../../tflite/schema/general_options.js";
import {
  inputOf,
  mismatch,
  outputOf,
  requireRank,
  requireType,
  shapeText,
  unsupported,
  valuesOf,
} from "../check.js";
import { type Node, type RunningNode, staticKernel } from "../kernel.js";
import { operator } from "../operator.js";

/** Inputs: the tensor, INT32 dilations (one for each dimension) and the value that fills the gaps. */
const [INPUT, DILATIONS, PADDING] = [0, 1, 2];

function infer(node: Node<unknown>): TensorType[] {
  const [input, padding] = [inputOf(node, INPUT), inputOf(node, PADDING)];
  const output = outputOf(node);
  if (!arrayTypeOf(input.dtype)) throw unsupported(node, `elements of type ${input.dtype}`);
  requireType(node, output, input.dtype);
  requireType(node, padding, input.dtype);
  if (padding.shape.includes(0)) throw mismatch(node, padding.name, "a value", "none");
  requireRank(node, input, 1, Infinity);
  requireType(node, inputOf(node, DILATIONS), "INT32");
  requireRank(node, inputOf(node, DILATIONS), 1);
  const dilations = valuesOf(node, DILATIONS);
  if (dilations.length !== input.shape.length || dilations.some((dilation) => dilation < 1))
    throw mismatch(node, "dilations", `${input.shape.length} numbers, each at least 1`, shapeText(dilations));
  const shape = input.shape.map((size, d) => (size === 0 ? 0 : (size - 1) * dilations[d]! + 1));
  return [{ dtype: output.dtype, quantization: output.quantization, shape }];
}

function reference(node: RunningNode<unknown>, [output]: readonly Tensor[]): void {
  const input = inputOf(node, INPUT);
  const dilations = valuesOf(node, DILATIONS);
  const entries = entriesPerElement(input.dtype);
  const source = input.data as Float64Array;
  const sink = output!.data as NumericData as Float64Array;
  const padding = inputOf(node, PADDING).data as Float64Array;
  for (let i = 0; i < sink.length; i++) sink[i] = padding[i % entries]!;
  const last = input.shape.length - 1;
  const run = input.shape[last]!;
  for (let element = 0; element * entries < source.length; element += run) {
    const row = outputIndex(input.shape, output!.shape, dilations, element);
    for (let i = 0; i < run; i++)
      for (let entry = 0; entry < entries; entry++)
        sink[(row + i * dilations[last]!) * entries + entry] = source[(element + i) * entries + entry]!;
  }
}

/** Where an element of the input lies in the output. */
function outputIndex(
  from: readonly number[],
  to: readonly number[],
  dilations: readonly number[],
  element: number,
): number {
  let [index, rest, stride] = [0, element, 1];
  for (let d = from.length - 1; d >= 0; d--) {
    const coordinate = rest % from[d]!;
    rest = (rest - coordinate) / from[d]!;
    index += coordinate * dilations[d]! * stride;
    stride *= to[d]!;
  }
  return index;
}

/** Spreads the elements of a tensor apart and fills the gaps with a value. */
export const dilate = operator("DILATE", ["2.15.0"], {
  kernel: staticKernel(DilateOptions, { infer, reference }),
});
