import { biasAdd, cast, einsum, matMul } from "../emit/arithmetic.js";
import { dimensions, gather, reshape } from "../emit/arrange.js";
import type { Config } from "../model/config.js";
import { activate } from "./activations.js";
import { inputOf, type LayerKinds, type Shape, type WeightSpec } from "./kind.js";

/** The bias of a layer that may have one. */
export const biasSpec = (config: Config, size: number): WeightSpec[] =>
  config.boolean("use_bias", true) ? [{ name: "bias", shape: [size] }] : [];

const letters = "abcdefghijklmnopqrstuvw";

export const denseLayers: LayerKinds = {
  Dense: {
    weights(config, [input = []]) {
      const units = config.integer("units");
      return [{ name: "kernel", shape: [input.at(-1) ?? -1, units] }, ...biasSpec(config, units)];
    },
    emit(call) {
      const { g, config } = call;
      const x = inputOf(call);
      const kernel = call.weight("kernel");
      const units = config.integer("units");
      // Inputs of a higher rank are rows of one matrix.
      const flat = x.shape.length === 2 ? x : reshape(g, x, [-1, x.shape.at(-1) as number]);
      let y = matMul(g, flat, kernel);
      if (x.shape.length !== 2) y = reshape(g, y, [...dimensions(x).slice(0, -1), units]);
      if (config.boolean("use_bias", true)) y = biasAdd(g, y, call.weight("bias"));
      return activate(g, y, config);
    },
  },
  EinsumDense: {
    weights(config, [input = []]) {
      const { kernel, bias } = einsumShapes(config, input);
      return [{ name: "kernel", shape: kernel }, ...(bias ? [{ name: "bias", shape: bias }] : [])];
    },
    emit(call) {
      const { g, config } = call;
      const x = inputOf(call);
      const { equation, output, bias } = einsumShapes(config, x.shape);
      const y = einsum(g, equation, x, call.weight("kernel"), output);
      const biased = bias
        ? g.add("AddV2", [y, call.weight("bias")], { T: { kind: "type", value: y.dtype } }, y)
        : y;
      return activate(g, biased, config);
    },
  },
  Embedding: {
    weights: (config) => [
      { name: "embeddings", shape: [config.integer("input_dim"), config.integer("output_dim")] },
    ],
    emit(call) {
      const x = inputOf(call);
      const indices = x.dtype === "INT64" ? x : cast(call.g, x, "INT32");
      return gather(call.g, call.weight("embeddings"), indices);
    },
  },
};

/** The shapes of an equation such as `...x,xy->...y`, whose dots stand for dimensions in front. */
function einsumShapes(config: Config, input: Shape) {
  const written = config.string("equation");
  const match = /^([a-zA-Z.]+),([a-zA-Z]+)->([a-zA-Z.]+)$/.exec(written.replaceAll(" ", ""));
  const [, left = "", kernel = "", right = ""] = match ?? [];
  const dots = letters.slice(0, Math.max(0, input.length - left.replace("...", "").length));
  const free = [...dots].map((letter) => letter.toUpperCase()).join("");
  const expand = (side: string) => side.replace("...", free);
  const sizes = new Map<string, number>();
  for (const [i, letter] of [...expand(left)].entries()) sizes.set(letter, input[i] ?? -1);
  const declared = config.json.output_shape;
  const last = typeof declared === "number" ? [declared] : ((declared ?? []) as readonly (number | null)[]);
  const output = [...expand(right)];
  last.forEach((size, i) => {
    const letter = output[output.length - last.length + i];
    if (letter !== undefined && size !== null) sizes.set(letter, size);
  });
  if (!match || expand(left).length !== input.length)
    throw config.wrong("equation", `one for inputs of rank ${input.length}`, written);
  const shapeOf = (side: string) => [...side].map((letter) => sizes.get(letter) ?? -1);
  return {
    equation: `${expand(left)},${kernel}->${expand(right)}`,
    kernel: shapeOf(kernel),
    output: shapeOf(expand(right)),
    bias: biasShape(config, expand(right), sizes),
  };
}

/** Dimensions behind the first named one that the bias does not have are 1. */
function biasShape(config: Config, output: string, sizes: ReadonlyMap<string, number>): Shape | undefined {
  if (!config.has("bias_axes")) return undefined;
  const axes = config.string("bias_axes");
  const first = Math.min(...[...axes].map((letter) => output.indexOf(letter)));
  return [...output].slice(first).map((letter) => (axes.includes(letter) ? (sizes.get(letter) ?? -1) : 1));
}
