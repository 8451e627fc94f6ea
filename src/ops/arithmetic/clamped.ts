import type { Tensor } from "../../tensor/index.js";
import type { ActivationFunctionType } from "../../tflite/index.js";
import { applyToPairs } from "../binary.js";
import { eachRun } from "../broadcast.js";
import { inputOf, numbers } from "../check.js";
import { clamp } from "../fixed_point.js";
import { activationRange } from "../fused_activation.js";
import type { RunningNode } from "../kernel.js";

/** Options with an activation that is applied to the result. */
export interface Fused {
  readonly fusedActivationFunction: ActivationFunctionType;
}

/** One of the four basic operations, written as a loop of its own so that the engine compiles it without calls. */
export type FloatLoop = (
  sink: Float32Array,
  result: number,
  count: number,
  x: Float32Array,
  i: number,
  di: number,
  y: Float32Array,
  j: number,
  dj: number,
  low: number,
  high: number,
) => void;

/** Runs a loop over FLOAT32 inputs, broadcast; the activation clamps. */
export function floatArithmetic(node: RunningNode<Fused>, output: Tensor, loop: FloatLoop): void {
  const [first, second] = [inputOf(node, 0), inputOf(node, 1)];
  const [x, y, sink] = [first, second, output].map((tensor) => numbers(tensor) as Float32Array);
  const [low, high] = activationRange(node.options.fusedActivationFunction);
  eachRun(output.shape, [first.shape, second.shape], (result, count, at, step) =>
    loop(sink!, result, count, x!, at[0]!, step[0]!, y!, at[1]!, step[1]!, low, high),
  );
}

/** A function of integers of at most 32 bits that wraps around in the output's type before the activation clamps it. */
export function integerArithmetic(
  node: RunningNode<Fused>,
  output: Tensor,
  apply: (x: number, y: number) => number,
): void {
  const [low, high] = activationRange(node.options.fusedActivationFunction);
  const wrap = wrapping[output.dtype as keyof typeof wrapping];
  applyToPairs<number, number>(inputOf(node, 0), inputOf(node, 1), output, (x, y) =>
    clamp(wrap(apply(x, y)), low, high),
  );
}

const wrapping = {
  INT16: (value: number) => (value << 16) >> 16,
  INT32: (value: number) => value | 0,
  UINT32: (value: number) => value >>> 0,
};

/** The same for INT64. */
export function int64Arithmetic(
  node: RunningNode<Fused>,
  output: Tensor,
  apply: (x: bigint, y: bigint) => bigint,
): void {
  const [low, high] = activationRange(node.options.fusedActivationFunction);
  const least = Math.abs(low) < 10 ? BigInt(low) : -(2n ** 63n);
  const most = Math.abs(high) < 10 ? BigInt(high) : 2n ** 63n - 1n;
  applyToPairs<bigint, bigint>(inputOf(node, 0), inputOf(node, 1), output, (x, y) => {
    const value = BigInt.asIntN(64, apply(x, y));
    return value < least ? least : value > most ? most : value;
  });
}
