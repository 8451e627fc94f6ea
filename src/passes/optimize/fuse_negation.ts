import { replacement } from "./change.js";
import { activationOf, executes, makeNode, producerOf } from "./nodes.js";
import { passOf } from "./rule.js";

/**
 * Before: ADD or SUB of a NEG
 *
 * After:  SUB or ADD of what the NEG negates
 *
 * When:   they compute FLOAT32; the NEG may be either operand of ADD, and the second of SUB
 */
export const fuseNegation = passOf({
  name: "fuse_negation",
  anchors: ["ADD", "SUB"],
  match(node, view) {
    const [left, right, output] = [...node.inputs.slice(0, 2), node.outputs[0]];
    const activation = activationOf(node);
    if (!left || !right || !output || output.type !== "FLOAT32" || activation === null) return null;
    const isSum = executes(node, "ADD");
    const options = { fusedActivationFunction: activation };
    const second = producerOf(view, right, "NEG")?.inputs[0];
    if (second) {
      const opposite = makeNode(view, isSum ? "SUB" : "ADD", [left, second], output, options);
      return replacement("takes in NEG", node, [opposite]);
    }
    const first = isSum ? producerOf(view, left, "NEG")?.inputs[0] : null;
    if (!first) return null;
    return replacement("takes in NEG", node, [makeNode(view, "SUB", [right, first], output, options)]);
  },
});
