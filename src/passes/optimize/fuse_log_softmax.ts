import { SoftmaxOptions } from "../../tflite/schema/network_options.js";
import { replacement } from "./change.js";
import { makeNode, optionsOf, producerOf } from "./nodes.js";
import { passOf } from "./rule.js";

/**
 * Before: SOFTMAX -> LOG
 *
 * After:  LOG_SOFTMAX
 *
 * When:   the SOFTMAX has the factor 1 and computes FLOAT32
 */
export const fuseLogSoftmax = passOf({
  name: "fuse_log_softmax",
  anchors: ["LOG"],
  match(node, view) {
    const output = node.outputs[0];
    const softmax = producerOf(view, node.inputs[0], "SOFTMAX");
    const source = softmax?.inputs[0];
    if (!output || !softmax || source?.type !== "FLOAT32") return null;
    if (optionsOf(softmax, SoftmaxOptions)?.beta !== 1) return null;
    return replacement("becomes LOG_SOFTMAX", node, [makeNode(view, "LOG_SOFTMAX", [source], output)]);
  },
});
