import type { BuiltinOperator } from "../../tflite/index.js";
import { ReducerOptions } from "../../tflite/schema/general_options.js";
import { replacement } from "./change.js";
import { reshapes } from "./fold_reshapes.js";
import { changed, optionsOf, producerOf } from "./nodes.js";
import { passOf } from "./rule.js";
import { dimensionsOf, integersOf, openCount, sameNumbers } from "./values.js";

const reducers: readonly BuiltinOperator[] = ["MEAN", "REDUCE_MAX", "REDUCE_MIN", "REDUCE_PROD", "SUM"];

/**
 * Before: MEAN, SUM, REDUCE_MAX ... -> RESHAPE or EXPAND_DIMS that gives each dimension back that was reduced, as 1
 *
 * After:  the reduction, which keeps its dimensions
 *
 * When:   the axes are constant, at most one dimension of the result is open, and nothing else reads the reduction
 */
export const fuseKeptDimensions = passOf({
  name: "fuse_kept_dimensions",
  anchors: reshapes,
  match(node, view) {
    const [input, output] = [node.inputs[0], node.outputs[0]];
    const reduction = producerOf(view, input, ...reducers);
    const dimensions = dimensionsOf(reduction?.inputs[0]);
    const axes = integersOf(reduction?.inputs[1]);
    if (!input || !output || !reduction || !dimensions || !axes || !view.hasOneReader(input)) return null;
    if (optionsOf(reduction, ReducerOptions)?.keepDims !== false) return null;
    const reduced = new Set(axes.map((axis) => (axis < 0 ? axis + dimensions.length : axis)));
    const kept = dimensions.map((size, d) => (reduced.has(d) ? 1 : size));
    if (openCount(kept) > 1 || !sameNumbers(dimensionsOf(output) ?? [], kept)) return null;
    const keeping = changed(reduction, { output, options: { keepDims: true } });
    return replacement(
      `${reduction.operator.builtinCode} keeps its dimensions`,
      node,
      [keeping],
      [reduction],
    );
  },
});
