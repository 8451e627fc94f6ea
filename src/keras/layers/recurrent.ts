import { UnsupportedLayer } from "../defects.js";
import { biasAdd, binary, matMul } from "../emit/arithmetic.js";
import { concat, dimension, fill, split, stridedSlice, transpose } from "../emit/arrange.js";
import { attribute, type GraphBuilder } from "../emit/graph_builder.js";
import { loopOver, type Step } from "../emit/loop.js";
import type { Value } from "../emit/value.js";
import { Config } from "../model/config.js";
import { activate } from "./activations.js";
import {
  type CallArgument,
  inputOf,
  isValue,
  type LayerCall,
  type LayerKind,
  type LayerKinds,
  type Shape,
  type WeightSpec,
} from "./kind.js";

/** How a cell differs from another. */
interface Cell {
  /** Blocks of `units` columns in the kernels. */
  readonly blocks: number;
  readonly states: number;
  readonly biasShape: (config: Config, size: number) => Shape;
  /** The weights as the steps read them, made outside of the loop. */
  prepare(g: GraphBuilder, config: Config, weights: CellWeights): readonly Value[];
  step(config: Config): Step;
}

interface CellWeights {
  readonly kernel: Value;
  readonly recurrent: Value;
  readonly bias: Value | undefined;
}

const withBias = (g: GraphBuilder, x: Value, bias: Value | undefined) => (bias ? biasAdd(g, x, bias) : x);
const asListed = ({ kernel, recurrent, bias }: CellWeights) => [kernel, recurrent, ...(bias ? [bias] : [])];

const simple: Cell = {
  blocks: 1,
  states: 1,
  biasShape: (_, size) => [size],
  prepare: (_g, _config, weights) => asListed(weights),
  step: (config) => (g, x, states, constants) => {
    const [kernel, recurrent, bias] = constants as [Value, Value, Value | undefined];
    const input = withBias(g, matMul(g, x, kernel), bias);
    return [
      activate(
        g,
        binary(g, "AddV2", input, matMul(g, states[0] as Value, recurrent)),
        config,
        "activation",
        "tanh",
      ),
    ];
  },
};

/** Hochreiter and Schmidhuber, 1997, with a forget gate; Keras's order of gates: input, forget, cell, output. */
const lstm: Cell = {
  blocks: 4,
  states: 2,
  biasShape: (_, size) => [size],
  prepare: (_g, _config, weights) => asListed(weights),
  step: (config) => (g, x, states, constants) => {
    const [kernel, recurrent, bias] = constants as [Value, Value, Value | undefined];
    const [hidden, carry] = states as [Value, Value];
    const gate = (z: Value) => activate(g, z, config, "recurrent_activation", "sigmoid");
    const act = (z: Value) => activate(g, z, config, "activation", "tanh");
    const sum = withBias(g, binary(g, "AddV2", matMul(g, x, kernel), matMul(g, hidden, recurrent)), bias);
    const [i, f, c, o] = split(g, sum, 4, 1) as [Value, Value, Value, Value];
    const next = binary(g, "AddV2", binary(g, "Mul", gate(f), carry), binary(g, "Mul", gate(i), act(c)));
    return [binary(g, "Mul", gate(o), act(next)), next];
  },
};

/** Files that do not say are older than the variant. */
const resetsAfter = (config: Config) => config.boolean("reset_after", false);

/** Cho et al., 2014: update, reset, candidate. `reset_after` is the variant of CuDNN, with two biases. */
const gru: Cell = {
  blocks: 3,
  states: 1,
  biasShape: (config, size) => (resetsAfter(config) ? [2, size] : [size]),
  prepare(g, config, { kernel, recurrent, bias }) {
    const units = recurrent.shape[0] as number;
    if (resetsAfter(config)) {
      const rows = bias ? [0, 1].map((row) => stridedSlice(g, bias, [{ begin: row, shrink: true }])) : [];
      return [kernel, recurrent, ...rows];
    }
    const gates = stridedSlice(g, recurrent, [{}, { end: 2 * units }]);
    const candidate = stridedSlice(g, recurrent, [{}, { begin: 2 * units }]);
    return [kernel, gates, candidate, ...(bias ? [bias] : [])];
  },
  step: (config) => (g, x, states, constants) => {
    const hidden = states[0] as Value;
    const gate = (a: Value, b: Value) =>
      activate(g, binary(g, "AddV2", a, b), config, "recurrent_activation", "sigmoid");
    const { update, candidate } = resetsAfter(config)
      ? gatesAfter(g, x, hidden, constants, gate)
      : gatesBefore(g, x, hidden, constants, gate);
    const fresh = binary(
      g,
      "Mul",
      binary(g, "Sub", 1, update),
      activate(g, candidate, config, "activation", "tanh"),
    );
    return [binary(g, "AddV2", binary(g, "Mul", update, hidden), fresh)];
  },
};

type Gate = (a: Value, b: Value) => Value;

function gatesAfter(g: GraphBuilder, x: Value, hidden: Value, constants: readonly Value[], gate: Gate) {
  const [kernel, recurrent, inputBias, recurrentBias] = constants as [
    Value,
    Value,
    Value | undefined,
    Value | undefined,
  ];
  const [xz, xr, xh] = split(g, withBias(g, matMul(g, x, kernel), inputBias), 3, 1) as [Value, Value, Value];
  const inner = withBias(g, matMul(g, hidden, recurrent), recurrentBias);
  const [hz, hr, hh] = split(g, inner, 3, 1) as [Value, Value, Value];
  const update = gate(xz, hz);
  return { update, candidate: binary(g, "AddV2", xh, binary(g, "Mul", gate(xr, hr), hh)) };
}

function gatesBefore(g: GraphBuilder, x: Value, hidden: Value, constants: readonly Value[], gate: Gate) {
  const [kernel, gates, last, bias] = constants as [Value, Value, Value, Value | undefined];
  const [xz, xr, xh] = split(g, withBias(g, matMul(g, x, kernel), bias), 3, 1) as [Value, Value, Value];
  const [hz, hr] = split(g, matMul(g, hidden, gates), 2, 1) as [Value, Value];
  const reset = binary(g, "Mul", gate(xr, hr), hidden);
  return { update: gate(xz, hz), candidate: binary(g, "AddV2", xh, matMul(g, reset, last)) };
}

const cells: Readonly<Record<string, Cell>> = { SimpleRNN: simple, LSTM: lstm, GRU: gru };

function cellSpecs(cell: Cell, config: Config, input: Shape, part: string): WeightSpec[] {
  const units = config.integer("units");
  const size = units * cell.blocks;
  return [
    { name: "kernel", part, shape: [input.at(-1) ?? -1, size] },
    { name: "recurrent_kernel", part, shape: [units, size] },
    ...(config.boolean("use_bias", true)
      ? [{ name: "bias", part, shape: cell.biasShape(config, size) }]
      : []),
  ];
}

/** The states that a call gives: behind the series or by name. */
function initialStates({ inputs, options }: LayerCall): readonly Value[] {
  if (isValue(options.mask)) throw new UnsupportedLayer("a mask");
  const named = options.initial_state;
  if (isValue(named)) return [named];
  return Array.isArray(named) && named.length > 0
    ? (named as readonly CallArgument[]).filter(isValue)
    : inputs.slice(1);
}

/** What a recurrent layer gives: its output, then its states. */
function run(call: LayerCall, cell: Cell, config: Config, part: string, given: readonly Value[]): Value[] {
  const { g } = call;
  config.refuse("stateful", false);
  config.refuse("time_major", false);
  let x = inputOf(call);
  if (config.boolean("go_backwards", false)) x = reversed(g, x);
  const units = config.integer("units");
  const weights: CellWeights = {
    kernel: call.weight(`${part}/kernel`),
    recurrent: call.weight(`${part}/recurrent_kernel`),
    bias: config.boolean("use_bias", true) ? call.weight(`${part}/bias`) : undefined,
  };
  const states =
    given.length > 0
      ? given
      : Array.from({ length: cell.states }, () => fill(g, [dimension(x, 0), units], 0, "FLOAT32"));
  const collect = config.boolean("return_sequences", false);
  const series = {
    x: transpose(g, x, [1, 0, 2]),
    states,
    constants: cell.prepare(g, config, weights),
    collect,
  };
  const { states: last, collected } = loopOver(g, series, cell.step(config));
  return [collected ? transpose(g, collected, [1, 0, 2]) : (last[0] as Value), ...last];
}

function reversed(g: GraphBuilder, x: Value): Value {
  const attributes = { T: attribute.type(x.dtype), Tidx: attribute.type("INT32") };
  return g.add("ReverseV2", [x, g.ints([1], "ReverseV2/axis")], attributes, x);
}

const layerOf = (cell: Cell): LayerKind => ({
  weights: (config, [input = []]) => cellSpecs(cell, config, input, "cell"),
  emit(call) {
    const results = run(call, cell, call.config, "cell", initialStates(call));
    return call.config.boolean("return_state", false) ? results : (results[0] as Value);
  },
});

/** A layer that Bidirectional wraps. */
function wrapped(config: Config): { cell: Cell; forward: Config; backward: Config } {
  const layer = config.object("layer");
  const className = layer.string("class_name");
  const cell = Object.hasOwn(cells, className) ? cells[className] : undefined;
  if (!cell) throw new UnsupportedLayer(`layer ${className}`);
  const forward = layer.object("config");
  if (config.has("backward_layer"))
    return { cell, forward, backward: config.object("backward_layer").object("config") };
  const opposite = { ...forward.json, go_backwards: !forward.boolean("go_backwards", false) };
  return { cell, forward, backward: new Config(opposite, forward.file, forward.place) };
}

const bidirectional: LayerKind = {
  weights(config, [input = []]) {
    const { cell, forward, backward } = wrapped(config);
    return [
      ...cellSpecs(cell, forward, input, "forward_layer/cell"),
      ...cellSpecs(cell, backward, input, "backward_layer/cell"),
    ];
  },
  emit(call) {
    const { g, config } = call;
    const { cell, forward, backward } = wrapped(config);
    const given = initialStates(call);
    const half = given.length / 2;
    const [there, ...thereStates] = run(call, cell, forward, "forward_layer/cell", given.slice(0, half));
    const [last, ...backStates] = run(call, cell, backward, "backward_layer/cell", given.slice(half));
    const back = forward.boolean("return_sequences", false) ? reversed(g, last as Value) : (last as Value);
    const outputs = merged(
      g,
      config.json.merge_mode ?? (config.json.merge_mode === null ? null : "concat"),
      there as Value,
      back,
    );
    return forward.boolean("return_state", false) ? [...outputs, ...thereStates, ...backStates] : outputs;
  },
};

function merged(g: GraphBuilder, mode: unknown, there: Value, back: Value): Value[] {
  if (mode === null) return [there, back];
  if (mode === "concat") return [concat(g, [there, back], -1)];
  if (mode === "sum") return [binary(g, "AddV2", there, back)];
  if (mode === "mul") return [binary(g, "Mul", there, back)];
  if (mode === "ave") return [binary(g, "Mul", binary(g, "AddV2", there, back), 0.5)];
  throw new UnsupportedLayer(`merge_mode ${String(mode)}`);
}

export const recurrentLayers: LayerKinds = {
  ...Object.fromEntries(Object.entries(cells).map(([name, cell]) => [name, layerOf(cell)])),
  Bidirectional: bidirectional,
};
