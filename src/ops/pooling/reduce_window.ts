import type { NumericData, Tensor, TensorType } from "../../tensor/index.js";
import type { RecordOf } from "../../tflite/index.js";
import { ReduceWindowOptions } from "../../tflite/schema/general_options.js";
import { inputOf, mismatch, outputOf, requireRank, requireType, unsupported, valuesOf } from "../check.js";
import { type Node, type RunningNode, staticKernel } from "../kernel.js";
import { operator } from "../operator.js";
import { reduceWindows, reducibleTypes, type Windows, windowsOver } from "../window_reduction.js";

type Options = RecordOf<typeof ReduceWindowOptions>;

/** Inputs: the tensor, the initial value, and INT64 window, strides and dilations, one number for each dimension. */
const [INPUT, INITIAL, WINDOW, STRIDES, DILATIONS] = [0, 1, 2, 3, 4];

const MOST_DIMENSIONS = 6;

const windowsOf = (node: Node<Options>): Windows =>
  windowsOver(node, inputOf(node, INPUT).shape, {
    window: valuesOf(node, WINDOW),
    strides: valuesOf(node, STRIDES),
    dilations: valuesOf(node, DILATIONS),
  });

function infer(node: Node<Options>): TensorType[] {
  const [input, initial] = [inputOf(node, INPUT), inputOf(node, INITIAL)];
  const output = outputOf(node);
  if (node.options.reduceFunction === "UNSUPPORTED") throw unsupported(node, "the reduction UNSUPPORTED");
  requireType(node, input, ...reducibleTypes);
  requireType(node, initial, input.dtype);
  requireType(node, output, input.dtype);
  requireRank(node, input, 1, MOST_DIMENSIONS);
  if (initial.shape.includes(0)) throw mismatch(node, initial.name, "a value", "none");
  for (const index of [WINDOW, STRIDES, DILATIONS]) requireType(node, inputOf(node, index), "INT64");
  return [{ dtype: output.dtype, quantization: output.quantization, shape: windowsOf(node).output }];
}

function reference(node: RunningNode<Options>, [output]: readonly Tensor[]): void {
  const { reduceFunction } = node.options;
  if (reduceFunction === "UNSUPPORTED") return;
  const { dtype, data } = inputOf(node, INPUT);
  const initial = (inputOf(node, INITIAL).data as NumericData)[0]!;
  const sink = output!.data as NumericData;
  reduceWindows(reduceFunction, dtype, windowsOf(node), data as NumericData, initial, sink);
}

/** A reduction of the windows over a tensor of any rank. */
export const reduceWindow = operator("REDUCE_WINDOW", ["2.15.0"], {
  kernel: staticKernel(ReduceWindowOptions, { infer, reference }),
});
