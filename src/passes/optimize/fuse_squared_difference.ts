import { replacement } from "./change.js";
import { activationOf, makeNode, producerOf } from "./nodes.js";
import { passOf } from "./rule.js";

/**
 * Before: SUB -> SQUARE
 *
 * After:  SQUARED_DIFFERENCE
 *
 * When:   the SUB has no activation and computes FLOAT32
 */
export const fuseSquaredDifference = passOf({
  name: "fuse_squared_difference",
  anchors: ["SQUARE"],
  match(node, view) {
    const output = node.outputs[0];
    const difference = producerOf(view, node.inputs[0], "SUB");
    if (!output || !difference || output.type !== "FLOAT32" || activationOf(difference) !== "NONE")
      return null;
    const squared = makeNode(view, "SQUARED_DIFFERENCE", difference.inputs, output);
    return replacement("becomes SQUARED_DIFFERENCE", node, [squared]);
  },
});
