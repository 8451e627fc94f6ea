import { UnsupportedLayer } from "../defects.js";
import { binary, cast, einsum, matMul } from "../emit/arithmetic.js";
import { expandDims } from "../emit/arrange.js";
import type { GraphBuilder } from "../emit/graph_builder.js";
import type { Value } from "../emit/value.js";
import { masked, softmax } from "./activations.js";
import { biasSpec } from "./dense.js";
import { isValue, type LayerCall, type LayerKind, type LayerKinds, type WeightSpec } from "./kind.js";

/** A mask is a constant of the graph; a larger one belongs to no model that runs on a phone. */
const LARGEST_MASK = 2 ** 24;

/** True where a query may see a key: itself and what is before. */
function causal(g: GraphBuilder, queries: number, keys: number): Value {
  if (queries === -1 || keys === -1) throw new UnsupportedLayer("a causal mask of an open size");
  if (queries * keys > LARGEST_MASK) throw new UnsupportedLayer(`a causal mask of ${queries} x ${keys}`);
  const bits = Array.from({ length: queries * keys }, (_, i) => (i % keys <= Math.floor(i / keys) ? 1 : 0));
  return g.constant(bits, "BOOL", [1, queries, keys]);
}

/** Query, value and key, by position or by name; the key is the value where none is given. */
function operands({ args, options, inputs }: LayerCall): [query: Value, value: Value, key: Value] {
  const listed = args.length > 0 ? (Array.isArray(args[0]) ? args[0] : args) : inputs;
  const [first, second, third] = listed as readonly (Value | null | undefined)[];
  const named = (name: string) => (isValue(options[name]) ? options[name] : undefined);
  const query = first ?? named("query");
  const value = second ?? named("value");
  if (!query || !value) throw new UnsupportedLayer("a call without a query or a value");
  return [query, value, third ?? named("key") ?? value];
}

const multiHead: LayerKind = {
  weights(config, [query = [], value = [], key = value]) {
    const [heads, size] = [config.integer("num_heads"), config.integer("key_dim")];
    const valueSize = config.has("value_dim") ? config.integer("value_dim") : size;
    const bias = (part: string, shape: readonly number[]): WeightSpec[] =>
      biasSpec(config, 0).map((spec) => ({ ...spec, part, shape }));
    const projection = (part: string, from: readonly number[], width: number): WeightSpec[] => [
      { name: "kernel", part, shape: [from.at(-1) ?? -1, heads, width] },
      ...bias(part, [heads, width]),
    ];
    const output = query.at(-1) ?? -1;
    return [
      ...projection("query_dense", query, size),
      ...projection("key_dense", key, size),
      ...projection("value_dense", value, valueSize),
      { name: "kernel", part: "output_dense", shape: [heads, valueSize, output] },
      ...bias("output_dense", [output]),
    ];
  },
  emit(call) {
    const { g, config, options } = call;
    config.refuse("output_shape", null);
    if (options.return_attention_scores === true) throw new UnsupportedLayer("return_attention_scores");
    const [query, value, key] = operands(call);
    if (query.shape.length !== 3 || value.shape.length !== 3)
      throw new UnsupportedLayer("tensors of another rank than 3");
    const project = (x: Value, part: string) => {
      const kernel = call.weight(`${part}/kernel`);
      const shape = [...x.shape.slice(0, 2), ...kernel.shape.slice(1)];
      const y = einsum(g, "abc,cde->abde", x, kernel, shape);
      return config.boolean("use_bias", true) ? binary(g, "AddV2", y, call.weight(`${part}/bias`)) : y;
    };
    const q = binary(g, "Mul", project(query, "query_dense"), 1 / Math.sqrt(config.integer("key_dim")));
    const [k, v] = [project(key, "key_dense"), project(value, "value_dense")];
    const [batch, queries, heads] = q.shape as [number, number, number];
    const keys = k.shape[1] as number;
    let scores = einsum(g, "aecd,abcd->acbe", k, q, [batch, heads, queries, keys]);
    const mask = maskOf(call, queries, keys);
    if (mask) scores = masked(g, scores, mask.shape.length === 3 ? expandDims(g, mask, 1) : mask);
    const seen = einsum(g, "acbe,aecd->abcd", softmax(g, scores), v, [
      batch,
      queries,
      heads,
      v.shape[3] as number,
    ]);
    const kernel = call.weight("output_dense/kernel");
    const y = einsum(g, "abcd,cde->abe", seen, kernel, [batch, queries, kernel.shape[2] as number]);
    return config.boolean("use_bias", true) ? binary(g, "AddV2", y, call.weight("output_dense/bias")) : y;
  },
};

function maskOf({ g, options }: LayerCall, queries: number, keys: number): Value | undefined {
  const given = isValue(options.attention_mask) ? options.attention_mask : undefined;
  if (options.use_causal_mask !== true) return given;
  const before = causal(g, queries, keys);
  return given ? binary(g, "Mul", cast(g, given, "FLOAT32"), cast(g, before, "FLOAT32")) : before;
}

/** Luong et al., 2015: products of queries and keys. */
const attention: LayerKind = {
  weights: (config) => (config.boolean("use_scale", false) ? [{ name: "scale", shape: [] }] : []),
  emit(call) {
    const { g, config, options } = call;
    config.choice("score_mode", ["dot"], "dot");
    const [query, value, key] = operands(call);
    let scores = matMul(g, query, key, true);
    if (config.boolean("use_scale", false)) scores = binary(g, "Mul", scores, call.weight("scale"));
    if (options.use_causal_mask === true)
      scores = masked(g, scores, causal(g, scores.shape[1] as number, scores.shape[2] as number));
    return matMul(g, softmax(g, scores), value);
  },
};

export const attentionLayers: LayerKinds = { MultiHeadAttention: multiHead, Attention: attention };
