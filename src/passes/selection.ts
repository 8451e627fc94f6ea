import { unknownName } from "../errors.js";
import { type Graph, nameOf, type Use, type Value } from "../graph/index.js";
import { operatorNames } from "../ops/index.js";
import type { Selection } from "./float16_settings.js";

/** Decides whether a constant belongs to a selection. */
export type Matcher = (graph: Graph, value: Value, uses: readonly Use[]) => boolean;

const escaped = (text: string) => text.replace(/[.+^${}()|[\]\\]/g, "\\$&");

/** `*` stands for any characters, also `/` and none; `?` for one. */
function globPattern(glob: string): RegExp {
  return new RegExp(`^${escaped(glob).replace(/\*+/g, ".*").replace(/\?/g, ".")}$`, "s");
}

/** The name that an option or a report uses for the operator of a use. */
export const operatorName = ({ node }: Pick<Use, "node">): string =>
  node.operator.customCode || node.operator.builtinCode;

/**
 * Compiles a selection.
 *
 * @throws UNKNOWN_NAME for an operator that is neither a builtin nor among the model's custom operators.
 */
export function compileSelection(
  selection: Selection,
  argument: string,
  customCodes: ReadonlySet<string>,
): Matcher {
  for (const operator of selection.operators ?? []) {
    if (!operatorNames.includes(operator) && !customCodes.has(operator))
      throw unknownName(`${argument}.operators`, operator, [...operatorNames, ...customCodes]);
  }
  const operators = new Set(selection.operators);
  const globs = (selection.tensors ?? []).map(globPattern);
  const subgraphs = new Set(selection.subgraphs?.map(String));
  return (graph, value, uses) =>
    uses.some((use) => operators.has(operatorName(use))) ||
    globs.some((glob) => glob.test(nameOf(value, graph))) ||
    subgraphs.has(String(graph.index)) ||
    (graph.name !== "" && subgraphs.has(graph.name));
}
