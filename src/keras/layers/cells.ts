import { biasAdd, binary, matMul } from "../emit/arithmetic.js";
import { split, stridedSlice } from "../emit/arrange.js";
import type { GraphBuilder } from "../emit/graph_builder.js";
import type { Step } from "../emit/loop.js";
import type { Value } from "../emit/value.js";
import type { Config } from "../model/config.js";
import { activate } from "./activations.js";
import type { Shape } from "./kind.js";

/** How a cell differs from another. */
export interface Cell {
  /** Blocks of `units` columns in the kernels. */
  readonly blocks: number;
  readonly states: number;
  readonly biasShape: (config: Config, size: number) => Shape;
  /** The weights as the steps read them, made outside of the loop. */
  prepare(g: GraphBuilder, config: Config, weights: CellWeights): readonly Value[];
  step(config: Config): Step;
}

export interface CellWeights {
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

/** Cells by the names of their layers. */
export const cells: Readonly<Record<string, Cell>> = { SimpleRNN: simple, LSTM: lstm, GRU: gru };
