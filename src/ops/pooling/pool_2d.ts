import type { ElementType, Tensor, TensorType } from "../../tensor/index.js";
import type { RecordOf } from "../../tflite/index.js";
import { Pool2DOptions } from "../../tflite/schema/network_options.js";
import { inputOf, numbers, outputOf, requireRank, requireType } from "../check.js";
import { activationRange, quantizedActivationRange, storedRange } from "../fused_activation.js";
import { type Kernel, type NativeNode, type Node, type RunningNode, staticKernel } from "../kernel.js";
import { windowParameters } from "../lower_window.js";
import type { NativeStep } from "../lowering.js";
import type { Numbers } from "../pack.js";
import { perTensor } from "../quantization.js";
import { endTap, firstTap, type WindowAxis, windowAxis } from "../window.js";
import { lowerIntegerPool } from "./lower_integer_pool.js";

type Options = RecordOf<typeof Pool2DOptions>;

/** How the elements that a window covers become one. Each function serves all channels of a pixel at once. */
export interface Pooling {
  /** Its number in native/kernels/windows.h. */
  readonly native: number;
  readonly types: readonly ElementType[];
  /** What the results begin with. */
  start(dtype: ElementType): number;
  /** Takes in the channels of one element, the first at `at`. */
  add(results: Float64Array, source: Numbers, at: number): void;
  /** Ends with results of `count` elements, none of them padding. */
  end(results: Float64Array, count: number, dtype: ElementType): void;
}

/** The windows over [batch, height, width, channels]. */
function axesOf(node: Node<Options>): { height: WindowAxis; width: WindowAxis } {
  const { padding, strideH, strideW, filterHeight, filterWidth } = node.options;
  const [, height, width] = inputOf(node, 0).shape;
  return {
    height: windowAxis(node, "height", padding, { input: height!, taps: filterHeight, stride: strideH }),
    width: windowAxis(node, "width", padding, { input: width!, taps: filterWidth, stride: strideW }),
  };
}

/** A kernel that pools windows of an image, channel by channel. */
export const poolKernel = (pooling: Pooling): Kernel =>
  staticKernel(Pool2DOptions, {
    infer(node): TensorType[] {
      const input = inputOf(node, 0);
      const output = outputOf(node);
      requireRank(node, input, 4);
      requireType(node, input, ...pooling.types);
      requireType(node, output, input.dtype);
      rangeOf(node, output);
      const { height, width } = axesOf(node);
      const shape = [input.shape[0]!, height.output, width.output, input.shape[3]!];
      return [{ dtype: output.dtype, quantization: output.quantization, shape }];
    },
    reference: (node, [output]) => pool(node, output!, pooling),
    native: (node) => lower(node, pooling),
  });

const LARGEST = 1;

function lower(node: NativeNode<Options>, { native }: Pooling): NativeStep[] | null {
  const input = inputOf(node, 0);
  const { height, width } = axesOf(node);
  if (input.dtype !== "FLOAT32")
    return lowerIntegerPool(node, { height, width }, native === LARGEST, rangeOf(node, outputOf(node)));
  return [
    {
      step: "pool_2d",
      operands: [{ input: 0 }, { output: 0 }],
      parameters: [
        ...[input.shape[0]!, input.shape[3]!, ...windowParameters(height), ...windowParameters(width)],
        ...[native, ...rangeOf(node, outputOf(node))],
      ],
    },
  ];
}

/** What the output is clamped to. Its scale matters only to an activation that clamps. */
function rangeOf(node: Node<Options>, output: { name?: string } & TensorType): readonly [number, number] {
  const activation = node.options.fusedActivationFunction;
  const real = activationRange(activation);
  if (output.dtype === "FLOAT32") return real;
  if (real[0] === -Infinity) return storedRange[output.dtype]!;
  perTensor(node, { name: output.name ?? "output", quantization: output.quantization });
  return quantizedActivationRange(activation, output.dtype, output.quantization!);
}

function pool(node: RunningNode<Options>, output: Tensor, pooling: Pooling): void {
  const input = inputOf(node, 0);
  const [source, sink] = [numbers(input), numbers(output)];
  if (sink.length === 0) return;
  const { height, width } = axesOf(node);
  const [batches, channels] = [input.shape[0]!, input.shape[3]!];
  const [low, high] = rangeOf(node, output);
  const start = pooling.start(input.dtype);
  const results = new Float64Array(channels);
  let target = 0;
  for (let batch = 0; batch < batches; batch++)
    for (let y = 0; y < height.output; y++)
      for (let x = 0; x < width.output; x++) {
        results.fill(start);
        const count = addWindow({ source, height, width, channels, pooling, results }, batch, y, x);
        pooling.end(results, count, input.dtype);
        for (let c = 0; c < channels; c++, target++) {
          const value = results[c]!;
          sink[target] = value < low ? low : value > high ? high : value;
        }
      }
}

interface Windows {
  readonly source: Numbers;
  readonly height: WindowAxis;
  readonly width: WindowAxis;
  readonly channels: number;
  readonly pooling: Pooling;
  readonly results: Float64Array;
}

/** Takes in what the window at a place covers; the number of elements. */
function addWindow(windows: Windows, batch: number, y: number, x: number): number {
  const { source, height, width, channels, pooling, results } = windows;
  const [top, bottom] = [firstTap(height, y), endTap(height, y)];
  const [left, right] = [firstTap(width, x), endTap(width, x)];
  for (let i = top; i < bottom; i++) {
    const row = (batch * height.input + y * height.stride - height.before + i) * width.input;
    const begin = row + x * width.stride - width.before;
    for (let j = left; j < right; j++) pooling.add(results, source, (begin + j) * channels);
  }
  return (bottom - top) * (right - left);
}
