import type { Node } from "../../graph/index.js";
import { executes } from "./nodes.js";

const kinds: ReadonlyMap<string, "erf" | "erfc"> = new Map([
  ["Erf", "erf"],
  ["FlexErf", "erf"],
  ["Erfc", "erfc"],
  ["FlexErfc", "erfc"],
]);

/**
 * Whether the node computes the error function, or 1 minus it; null where it computes something else. There is no builtin operator for
 * it: importers leave TensorFlow's as a custom one, with or without the prefix that TensorFlow's converter gives those.
 */
export const errorFunctionOf = (node: Node | undefined): "erf" | "erfc" | null =>
  executes(node, "CUSTOM") ? (kinds.get(node.operator.customCode ?? "") ?? null) : null;
