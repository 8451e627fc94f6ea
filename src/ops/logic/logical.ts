import type { TableDefinition } from "../../tflite/index.js";
import {
  LogicalAndOptions,
  LogicalNotOptions,
  LogicalOrOptions,
} from "../../tflite/schema/general_options.js";
import { applyToPairs, binaryType } from "../binary.js";
import { inputOf, numbers } from "../check.js";
import { type Kernel, staticKernel } from "../kernel.js";
import { lowerByTable } from "../lower_by_table.js";
import { operator } from "../operator.js";
import { sameType } from "../unary.js";
import { lowerComparison, type NativeComparison } from "./lower_comparison.js";

const logical = (
  options: TableDefinition,
  apply: (x: number, y: number) => number,
  name: NativeComparison["name"],
): Kernel =>
  staticKernel(options, {
    infer: binaryType("BOOL"),
    reference: (node, [output]) =>
      applyToPairs<number, number>(inputOf(node, 0), inputOf(node, 1), output!, apply),
    native: (node, outputs) => lowerComparison(node, outputs, { name }),
  });

/** Both of two booleans, broadcast. */
export const logicalAnd = operator("LOGICAL_AND", ["1.11.0"], {
  kernel: logical(LogicalAndOptions, (x, y) => (x && y ? 1 : 0), "LOGICAL_AND"),
});

/** One of two booleans, broadcast. */
export const logicalOr = operator("LOGICAL_OR", ["1.11.0"], {
  kernel: logical(LogicalOrOptions, (x, y) => (x || y ? 1 : 0), "LOGICAL_OR"),
});

/** The opposite of each boolean. */
export const logicalNot = operator("LOGICAL_NOT", ["1.11.0"], {
  kernel: staticKernel(LogicalNotOptions, {
    infer: sameType("BOOL"),
    reference(node, [output]) {
      const [source, sink] = [numbers(inputOf(node, 0)), numbers(output!)];
      for (let i = 0; i < source.length; i++) sink[i] = source[i] ? 0 : 1;
    },
    native(node, outputs) {
      return lowerByTable(node, outputs, this.reference);
    },
  }),
});
