import { mulberry32 } from "../../test/runtime/inputs.js";

/**
 * Made-up weights, the same ones in every process: uniform numbers up to a bound. They are numbers that float16 has, so
 * that a float16 file gives what the float32 file gives, and both can be compared with one ONNX file.
 */
export class RandomWeights {
  private readonly next = mulberry32(1);

  uniform(count: number, bound: number): Float32Array {
    const unit = 2 ** (Math.floor(Math.log2(bound)) - 10);
    const most = Math.floor(bound / unit);
    return Float32Array.from({ length: count }, () => Math.floor(this.next() * (2 * most + 1) - most) * unit);
  }

  /** Numbers about 1. */
  nearOne(count: number, spread: number): Float32Array {
    return this.uniform(count, spread).map((value) => 1 + Math.round(value * 1024) / 1024);
  }

  /** Weights that give sums of as many products about the variance of what they read, times the gain. */
  scaled(count: number, products: number, gain: number): Float32Array {
    return this.uniform(count, Math.sqrt((3 * gain) / products));
  }
}
