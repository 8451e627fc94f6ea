import type { CompiledModel } from "../../src/index.js";
import type { Tensor } from "../../src/tensor/index.js";
import { bytesOf, Network, noise } from "../passes/optimize/network.js";

/** A convolution, a step that stays on the CPU (FLOOR_MOD), and a product: [batch, 6, 6, 4] to [batch, 6, 6, 8]. */
export function modelWithGap(): Uint8Array {
  const network = new Network();
  const input = network.input([1, 6, 6, 4]);
  const filter = network.floats([8, 3, 3, 4]);
  const options = { padding: "SAME", strideH: 1, strideW: 1, fusedActivationFunction: "RELU" };
  const image = network.op("CONV_2D", [input, filter, network.floats([8])], [1, 6, 6, 8], options);
  const rest = network.op("FLOOR_MOD", [image, network.number(0.75)], [1, 6, 6, 8]);
  const scaled = network.op("MUL", [rest, network.floats([8])], [1, 6, 6, 8]);
  network.output(network.op("LOGISTIC", [scaled], [1, 6, 6, 8]));
  return bytesOf(network.model);
}

/** A convolution with what is done to its elements, and a residual: [batch, 6, 6, 4]. */
export function wholeModel(): Uint8Array {
  const network = new Network();
  const input = network.input([-1, 6, 6, 4]);
  const filter = network.floats([4, 3, 3, 4]);
  const options = { padding: "SAME", strideH: 1, strideW: 1, fusedActivationFunction: "RELU6" };
  const image = network.op("CONV_2D", [input, filter, network.floats([4])], [-1, 6, 6, 4], options);
  const scaled = network.op("MUL", [image, network.floats([4])], [-1, 6, 6, 4]);
  const sum = network.op("ADD", [scaled, input], [-1, 6, 6, 4], { fusedActivationFunction: "RELU" });
  network.output(network.op("TANH", [sum], [-1, 6, 6, 4]));
  return bytesOf(network.model);
}

/** Numbers for the first input of a model, in its shape. */
export function inputFor({ inputs }: CompiledModel): Float32Array {
  return noise(
    inputs[0]!.shape.reduce((count, size) => count * size, 1),
    7,
  );
}

/** The largest difference of two outputs, relative to the largest magnitude of the first. */
export function relativeError(expected: readonly Tensor[], actual: readonly Tensor[]): number {
  let [difference, largest] = [0, 0];
  expected.forEach(({ data }, i) => {
    const [wanted, found] = [data as Float32Array, actual[i]!.data as Float32Array];
    if (wanted.length !== found.length) difference = Infinity;
    wanted.forEach((value, k) => {
      difference = Math.max(difference, Math.abs(value - found[k]!));
      largest = Math.max(largest, Math.abs(value));
    });
  });
  return difference / largest;
}
