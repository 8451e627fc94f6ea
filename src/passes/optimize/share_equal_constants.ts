import { createHash } from "node:crypto";
import type { Constant, Value } from "../../graph/index.js";
import { readRange } from "../../tflite/index.js";
import type { Pass } from "../pass.js";

/** Larger ones are hardly ever equal, and reading them takes time. */
const MOST_BYTES = 1 << 16;

/**
 * Before: tensors with small constants of equal bytes
 *
 * After:  tensors that share one content; within a graph one tensor, where shape and type are equal, too
 */
export const shareEqualConstants: Pass<unknown> = {
  name: "share_equal_constants",
  run(model) {
    const contents = new Map<string, Constant>();
    for (const graph of model.graphs) {
      const values = new Map<string, Value>();
      const replaced = new Map<Value, Value>();
      const kept = new Set<Value>([...graph.inputs, ...graph.outputs]);
      for (const value of graph.values) {
        const key = keyOf(value);
        if (!key || kept.has(value)) continue;
        value.constant = shared(contents, key, value.constant!);
        const form = `${value.type} ${value.attributes.shape} ${key}`;
        const first = shared(values, form, value);
        if (first !== value) replaced.set(value, first);
      }
      for (const node of graph.nodes)
        node.inputs = node.inputs.map((value) => (value && replaced.get(value)) ?? value);
      graph.values = graph.values.filter((value) => !replaced.has(value));
    }
    return [];
  },
};

function shared<T>(known: Map<string, T>, key: string, one: T): T {
  const first = known.get(key) ?? one;
  known.set(key, first);
  return first;
}

/** What a small constant holds, in words; null for anything else. */
function keyOf({ constant, attributes: { quantization, sparsity } }: Value): string | null {
  if (constant?.encoding !== "copy" || constant.byteLength > MOST_BYTES || quantization || sparsity)
    return null;
  const bytes = readRange(constant.range);
  return `${bytes.byteLength} ${createHash("sha256").update(bytes).digest("base64")}`;
}
