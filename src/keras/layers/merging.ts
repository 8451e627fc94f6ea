import { UnsupportedLayer } from "../defects.js";
import { binary, matMul } from "../emit/arithmetic.js";
import { concat, expandDims, squeeze, transpose } from "../emit/arrange.js";
import { fromFront, type Value } from "../emit/value.js";
import type { LayerCall, LayerKind, LayerKinds } from "./kind.js";

function folded({ g, inputs }: LayerCall, op: string): Value {
  return inputs.slice(1).reduce((sum, x) => binary(g, op, sum, x), inputs[0] as Value);
}

const fold = (op: string): LayerKind => ({ emit: (call) => folded(call, op) });

/** Sums of products along one axis of each, of tensors of rank 2 or 3. */
const dot: LayerKind = {
  emit(call) {
    const { g, config } = call;
    const [a, b] = call.inputs as [Value, Value];
    config.refuse("normalize", false);
    const axes =
      typeof config.json.axes === "number" ? [config.json.axes, config.json.axes] : config.integers("axes");
    const [i, j] = [
      fromFront(axes[0] as number, a.shape.length),
      fromFront(axes[1] as number, b.shape.length),
    ];
    if (a.shape.length > 3 || b.shape.length > 3 || i < 1 || j < 1)
      throw new UnsupportedLayer(`axes ${axes.join(", ")}`);
    const x = a.shape.length === 2 ? expandDims(g, a, 1) : i === 1 ? transpose(g, a, [0, 2, 1]) : a;
    const y = b.shape.length === 2 ? expandDims(g, b, 2) : j === 2 ? transpose(g, b, [0, 2, 1]) : b;
    let product = matMul(g, x, y);
    if (a.shape.length === 2 && b.shape.length === 2) return squeeze(g, product, [1]);
    if (b.shape.length === 2) product = squeeze(g, product, [2]);
    else if (a.shape.length === 2) product = squeeze(g, product, [1]);
    return product;
  },
};

export const mergingLayers: LayerKinds = {
  Add: fold("AddV2"),
  Subtract: fold("Sub"),
  Multiply: fold("Mul"),
  Maximum: fold("Maximum"),
  Minimum: fold("Minimum"),
  Average: { emit: (call) => binary(call.g, "Mul", folded(call, "AddV2"), 1 / call.inputs.length) },
  Concatenate: { emit: (call) => concat(call.g, call.inputs, call.config.integer("axis", -1)) },
  Dot: dot,
};
