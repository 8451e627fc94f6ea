import type { BuiltinOperator } from "../../tflite/index.js";
import { replacement } from "./change.js";
import { makeNode } from "./nodes.js";
import { passOf } from "./rule.js";
import { dimensionsOf, scalarOf } from "./values.js";

/** The operators that compute a power, by its exponent. */
const operators: ReadonlyMap<number, BuiltinOperator> = new Map([
  [2, "MUL"],
  [0.5, "SQRT"],
  [-0.5, "RSQRT"],
]);

/**
 * Before: POW with the exponent 2, 1 / 2 or -1 / 2
 *
 * After:  MUL of x and x, SQRT or RSQRT
 *
 * When:   they compute FLOAT32, and the exponent does not have more dimensions
 */
export const foldPowers = passOf({
  name: "fold_powers",
  anchors: ["POW"],
  match(node, view) {
    const [x, exponent, output] = [...node.inputs.slice(0, 2), node.outputs[0]];
    const name = operators.get(scalarOf(exponent) ?? 0);
    const [rank, most] = [dimensionsOf(exponent)?.length, dimensionsOf(x)?.length];
    if (!x || !output || !name || output.type !== "FLOAT32") return null;
    if (rank === undefined || most === undefined || rank > most) return null;
    const power = makeNode(view, name, name === "MUL" ? [x, x] : [x], output);
    return replacement(`becomes ${name}`, node, [power]);
  },
});
