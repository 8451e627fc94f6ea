import { UnsupportedLayer } from "../defects.js";
import { binary } from "../emit/arithmetic.js";
import { concat, dimension, fill } from "../emit/arrange.js";
import type { GraphBuilder } from "../emit/graph_builder.js";
import type { Value } from "../emit/value.js";
import { Config } from "../model/config.js";
import { type Cell, type CellWeights, cells } from "./cells.js";
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
import { lstmFunction } from "./lstm_function.js";
import { type Recurrence, recur, reversed } from "./recurrence.js";

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
  config.refuse("time_major", false);
  const isLstm = cell === cells.LSTM;
  if (!isLstm && config.boolean("stateful", false))
    throw new UnsupportedLayer("stateful true: TensorFlow Lite keeps the states of LSTM layers only");
  if (given.length > 0 && given.length !== cell.states)
    throw new UnsupportedLayer(`initial_state of ${given.length} tensors`);
  const x = inputOf(call);
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
  const recurrence: Recurrence = {
    cell,
    config,
    x,
    states,
    weights,
    backwards: config.boolean("go_backwards", false),
    collect: config.boolean("return_sequences", false),
  };
  return isLstm ? lstmFunction(g, recurrence, `${g.scope}/${part}`) : recur(g, recurrence);
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
