import { UnsupportedLayer } from "../defects.js";
import { expandDims } from "../emit/arrange.js";
import { argumentsOf, callFunction, define } from "../emit/function.js";
import { attribute, type GraphBuilder } from "../emit/graph_builder.js";
import type { Value } from "../emit/value.js";
import type { Config } from "../model/config.js";
import { isActivation } from "./activations.js";
import { type Recurrence, recur } from "./recurrence.js";

/**
 * An LSTM as Keras 2 writes it: a function of the series, two states and the weights that says what it implements, so that whoever
 * converts may put an operator in its place. It gives the last step, all steps, and the states.
 *
 * @param name of the layer, or of the part of it, that has the weights
 * @returns the output of the layer and its last states
 * @throws UnsupportedLayer for a stateful layer that no operator can take the place of
 */
export function lstmFunction(g: GraphBuilder, recurrence: Recurrence, name: string): Value[] {
  const { config, x, states, weights, collect } = recurrence;
  const unfused = activationsOf(config);
  const implemented = `lstm_${name}`;
  const isStateful = config.boolean("stateful", false);
  if (isStateful) checkStateful(g, x, unfused, implemented);
  const { kernel, recurrent, bias } = weights;
  const inputs = [x, ...states, kernel, recurrent, ...(bias ? [bias] : [])];
  const inner = g.ofFunction();
  inner.scope = g.scope;
  const results = bodyOf(inner, recurrence, argumentsOf("argument", inputs));
  const called = define(g, "standard_lstm", inner, argumentsOf("argument", inputs), results, {
    api_implements: attribute.string(implemented),
    api_preferred_device: attribute.string("CPU"),
    time_major: attribute.bool(false),
    go_backwards: attribute.bool(recurrence.backwards),
  });
  // TensorFlow ignores attributes that begin like this.
  const [last, steps, ...after] = callFunction(g, called, inputs, results, {
    ...(isStateful ? { _stateful: attribute.bool(true) } : {}),
    ...(unfused ? { _unfused: attribute.string(unfused) } : {}),
  }) as [Value, Value, Value, Value];
  return [collect ? steps : last, ...after];
}

function bodyOf(g: GraphBuilder, recurrence: Recurrence, args: readonly Value[]): Value[] {
  const [x, hidden, carry, kernel, recurrent, bias] = args as [Value, Value, Value, Value, Value, Value];
  const { collect } = recurrence;
  const weights = { kernel, recurrent, bias };
  const [output, ...states] = recur(g, { ...recurrence, x, states: [hidden, carry], weights });
  const [last] = states as [Value, Value];
  return [last, collect ? (output as Value) : expandDims(g, last, 1), ...states];
}

/** The activations that no fused operator has; empty if it has them. */
function activationsOf(config: Config): string {
  const keys = [
    ["activation", "tanh"],
    ["recurrent_activation", "sigmoid"],
  ] as const;
  const others = keys.filter(([key, name]) => !isActivation(config, key, name));
  return others.map(([key, name]) => `its ${key} is not ${name}`).join(" and ");
}

function checkStateful(g: GraphBuilder, x: Value, unfused: string, implemented: string): void {
  const refuse = (reason: string): never => {
    throw new UnsupportedLayer(`stateful true: ${reason}`);
  };
  if (unfused) refuse(unfused);
  if (x.shape.slice(0, 2).includes(-1))
    refuse("it needs a static batch size and a static number of steps (batch_shape of the input)");
  const name = new TextEncoder().encode(implemented);
  const isKnown = [...g.functions.values()].some(({ attributes }) => {
    const other = attributes.get("api_implements");
    return other?.kind === "string" && Buffer.from(other.value).equals(name);
  });
  if (isKnown) refuse("it is called more than once");
}
