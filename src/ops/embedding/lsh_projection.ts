import type { RecordOf } from "../../tflite/index.js";
import { LSHProjectionOptions } from "../../tflite/schema/network_options.js";
import {
  inputOf,
  mismatch,
  numbers,
  outputOf,
  requireRank,
  requireType,
  shapeText,
  unsupported,
} from "../check.js";
import { type Node, type RunningNode, staticKernel } from "../kernel.js";
import { operator } from "../operator.js";
import { fingerprint64 } from "./farm_hash.js";

type Options = RecordOf<typeof LSHProjectionOptions>;

const [SEEDS, ITEMS, WEIGHTS] = [0, 1, 2];

/**
 * Signatures of a set of items: FLOAT32 seeds [hashes, bits], items [n, ...] of any type of fixed size, FLOAT32 weights [n]
 * or none. Each seed gives a bit; DENSE gives them as INT32 [hashes * bits], SPARSE a number for each hash.
 */
export const lshProjection = operator("LSH_PROJECTION", ["1.5.0"], {
  kernel: staticKernel(LSHProjectionOptions, {
    infer(node) {
      check(node);
      const [hashes, bits] = inputOf(node, SEEDS).shape as [number, number];
      const length = node.options.type === "DENSE" ? hashes * bits : hashes;
      return [{ dtype: "INT32", shape: [length], quantization: null }];
    },
    reference(node, [output]) {
      const bits = inputOf(node, SEEDS).shape[1]!;
      const signs = Array.from(numbers(inputOf(node, SEEDS)), (seed) => signOf(node, seed));
      const sink = numbers(output!);
      if (node.options.type === "DENSE") sink.set(signs);
      else
        for (let hash = 0; hash < sink.length; hash++) {
          let signature = 0;
          for (let bit = 0; bit < bits; bit++) signature = (signature << 1) | signs[hash * bits + bit]!;
          sink[hash] = (signature + hash * 2 ** bits) | 0;
        }
    },
  }),
});

function check(node: Node<Options>): void {
  const [seeds, items, weights] = [inputOf(node, SEEDS), inputOf(node, ITEMS), node.inputs[WEIGHTS]];
  if (node.options.type === "UNKNOWN") throw unsupported(node, "a projection of type UNKNOWN");
  requireType(node, seeds, "FLOAT32");
  requireRank(node, seeds, 2);
  requireType(node, outputOf(node), "INT32");
  if (seeds.shape[1]! > 31) throw mismatch(node, seeds.name, "at most 31 bits", `${seeds.shape[1]}`);
  requireType(node, items, "FLOAT32", "INT32", "INT64", "INT16", "INT8", "UINT8", "BOOL", "FLOAT64");
  if (!(items.shape[0]! >= 1)) throw mismatch(node, items.name, "1 item or more", shapeText(items.shape));
  if (!weights) return;
  requireType(node, weights, "FLOAT32");
  if (String(weights.shape) !== String([items.shape[0]]))
    throw mismatch(node, weights.name, shapeText([items.shape[0]!]), shapeText(weights.shape));
}

/** 1 where the weighted sum of the items' hashes is positive. */
function signOf(node: RunningNode<Options>, seed: number): 0 | 1 {
  const { data, shape } = inputOf(node, ITEMS);
  const { buffer, byteOffset, byteLength } = data as Float32Array;
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  const size = byteLength / shape[0]!;
  const weights = node.inputs[WEIGHTS]?.data as Float32Array | undefined;
  const key = new Uint8Array(4 + size);
  new DataView(key.buffer).setFloat32(0, seed, true);
  let score = 0;
  for (let i = 0; i < shape[0]!; i++) {
    key.set(bytes.subarray(i * size, (i + 1) * size), 4);
    score += Number(BigInt.asIntN(64, fingerprint64(key))) * (weights?.[i] ?? 1);
  }
  return score > 0 ? 1 : 0;
}
