import { UnsupportedLayer } from "../defects.js";
import { dimensions, reshape } from "../emit/arrange.js";
import type { Config } from "../model/config.js";
import { inputOf, type LayerKind } from "./kind.js";

type FindKind = (layer: { className: string; module: string; config: Config }) => LayerKind;

/** Whether a layer, or one that it wraps, keeps a state from call to call. */
const isStateful = (config: Config): boolean =>
  config.boolean("stateful", false) ||
  ["layer", "backward_layer"].some(
    (key) => config.has(key) && isStateful(config.object(key).object("config")),
  );

/** A layer applied to every step of a series: the steps become part of the batch. */
export function timeDistributed(config: Config, kindOf: FindKind): LayerKind {
  const layer = config.object("layer");
  const inner = layer.object("config");
  if (isStateful(inner)) throw new UnsupportedLayer("stateful true: a state from step to step");
  if (Array.isArray(inner.json.layers)) throw new UnsupportedLayer("layer that is a model");
  const kind = kindOf({
    className: layer.string("class_name"),
    module: layer.string("module", ""),
    config: inner,
  });
  return {
    weights(_, [input = []]) {
      const specs = kind.weights?.(inner, [[input[0] ?? -1, ...input.slice(2)]]) ?? [];
      return specs.map((spec) => ({ ...spec, part: spec.part ? `layer/${spec.part}` : "layer" }));
    },
    emit(call) {
      const { g } = call;
      const x = inputOf(call);
      const dims = dimensions(x);
      const merged = reshape(g, x, [-1, ...dims.slice(2)]);
      const made = kind.emit({
        ...call,
        config: inner,
        inputs: [merged],
        weight: (name) => call.weight(`layer/${name}`),
      });
      const y = (Array.isArray(made) ? made[0] : made) as typeof x;
      return reshape(g, y, [...dims.slice(0, 2), ...dimensions(y).slice(1)]);
    },
  };
}
