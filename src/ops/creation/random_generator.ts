import type { Execution, RunningNode } from "../kernel.js";

const { imul } = Math;

/** Four random 32-bit numbers at a time: Philox 4x32 with 10 rounds, as TensorFlow has it. */
export class PhiloxGenerator {
  private constructor(
    private readonly key: readonly [number, number],
    private readonly counter: Uint32Array,
  ) {}

  /** @param stream the upper half of the counter */
  static from(seed: bigint, stream: bigint): PhiloxGenerator {
    const words = new Uint32Array(BigInt64Array.of(seed, 0n, stream).buffer);
    return new PhiloxGenerator([words[0]!, words[1]!], words.slice(2));
  }

  copy(): PhiloxGenerator {
    return new PhiloxGenerator(this.key, this.counter.slice());
  }

  next(): Uint32Array {
    let [a, b, c, d] = this.counter as unknown as [number, number, number, number];
    let [first, second] = this.key;
    for (let round = 0; round < 10; round++) {
      const [highA, lowA] = [multiplyHigh(0xd2511f53, a), imul(0xd2511f53, a) >>> 0];
      const [highC, lowC] = [multiplyHigh(0xcd9e8d57, c), imul(0xcd9e8d57, c) >>> 0];
      [a, b, c, d] = [(highC ^ b ^ first) >>> 0, lowC, (highA ^ d ^ second) >>> 0, lowA];
      first = (first + 0x9e3779b9) >>> 0;
      second = (second + 0xbb67ae85) >>> 0;
    }
    this.skip(1n);
    return Uint32Array.of(a, b, c, d);
  }

  /** Leaves out so many groups of four numbers. */
  skip(groups: bigint): void {
    const words = new BigUint64Array(this.counter.buffer);
    const low = words[0]! + groups;
    words[0] = low;
    if (low >= 2n ** 64n) words[1] = words[1]! + 1n;
  }
}

/** The upper half of the product of two 32-bit numbers. */
function multiplyHigh(a: number, b: number): number {
  const high = Math.floor(a / 65536) * b;
  const low = (a & 0xffff) * b;
  return Math.floor((high + Math.floor(low / 65536)) / 65536);
}

interface Seeds {
  readonly seed: bigint;
  readonly seed2: bigint;
}

/**
 * The state under which a session may keep the seed of the nodes that have none. TensorFlow Lite takes one from the system's
 * entropy; here it is always the same, so that runs can be repeated, unless the session sets another one first.
 */
export const RANDOM_SEED_STATE = "random seed";

const DEFAULT_SEED = 0x68616c666c697465n;

/** The generator of a node, which goes on from run to run. Nodes without seeds have a stream each. */
export function generatorOf(node: RunningNode<Seeds>, execution: Execution): PhiloxGenerator {
  return execution.state(`random generator of ${node.place}`, () => {
    // TensorFlow Lite keeps 32 bits of each.
    const [seed, seed2] = [BigInt.asIntN(32, node.options.seed), BigInt.asIntN(32, node.options.seed2)];
    if (seed !== 0n || seed2 !== 0n) return PhiloxGenerator.from(seed, seed2);
    const streams = execution.state("random streams", () => ({ count: 0n }));
    return PhiloxGenerator.from(
      execution.state(RANDOM_SEED_STATE, () => DEFAULT_SEED),
      ++streams.count,
    );
  });
}

const float = new DataView(new ArrayBuffer(8));

/** A number in [0, 1) from 23 of the bits. */
export function uniformFloat(bits: number): number {
  float.setUint32(0, 0x3f800000 | (bits & 0x7fffff));
  return float.getFloat32(0) - 1;
}

/** A number in [0, 1) from 20 of the upper bits and all of the lower. */
export function uniformDouble(upper: number, lower: number): number {
  float.setUint32(0, 0x3ff00000 | (upper & 0xfffff));
  float.setUint32(4, lower);
  return float.getFloat64(0) - 1;
}
