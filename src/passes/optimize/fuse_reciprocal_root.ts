import { replacement } from "./change.js";
import { activationOf, makeNode, producerOf } from "./nodes.js";
import { passOf } from "./rule.js";
import { dimensionsOf, floatValue, haveSameDimensions, scalarOf } from "./values.js";

/**
 * Before: x / SQRT(y)
 *
 * After:  x * RSQRT(y), or RSQRT(y) where x is 1
 *
 * When:   they compute FLOAT32, and nothing else reads the SQRT
 */
export const fuseReciprocalRoot = passOf({
  name: "fuse_reciprocal_root",
  anchors: ["DIV"],
  match(node, view) {
    const [dividend, divisor, output] = [...node.inputs.slice(0, 2), node.outputs[0]];
    const root = producerOf(view, divisor, "SQRT");
    const [source, activation] = [root?.inputs[0], activationOf(node)];
    if (!dividend || !divisor || !output || !root || !source || activation === null) return null;
    if (output.type !== "FLOAT32" || !view.hasOneReader(divisor)) return null;
    if (scalarOf(dividend) === 1 && activation === "NONE" && haveSameDimensions(divisor, output))
      return replacement("becomes RSQRT", node, [makeNode(view, "RSQRT", [source], output)], [root]);
    const dimensions = dimensionsOf(divisor);
    if (!dimensions) return null;
    const inverse = floatValue(view, `${divisor.name}/reciprocal`, dimensions);
    const nodes = [
      makeNode(view, "RSQRT", [source], inverse),
      makeNode(view, "MUL", [dividend, inverse], output, { fusedActivationFunction: activation }),
    ];
    return replacement("becomes a product with RSQRT", node, nodes, [root]);
  },
});
