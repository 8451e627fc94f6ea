import {
  type Constant,
  type Graph,
  type Model,
  type Node,
  type Use,
  usesOf,
  type Value,
} from "../graph/index.js";
import { float16RuleOf } from "../ops/index.js";

/** A float32 constant that may become float16. */
export interface Candidate {
  readonly graph: Graph;
  readonly value: Value;
  readonly constant: Constant;
  readonly uses: readonly Use[];
  /** The operators that compute with it: instead of a DENSIFY, those that read the dense form. */
  readonly readers: readonly Node[];
}

/** Why a constant stays float32: the rule's name and the reason in words. Null: nothing speaks against converting. */
export type Verdict = { readonly rule: string; readonly reason: string } | null;

export const keep = (rule: string, reason: string): Verdict => ({ rule, reason });

/** All of them, in the order of the model. */
export function float32Constants(model: Model): Candidate[] {
  return model.graphs.flatMap((graph) => {
    const uses = usesOf(graph);
    const usesOfValue = (value: Value | null | undefined) => (value && uses.get(value)) ?? [];
    const readers = ({ node }: Use): Node[] =>
      float16RuleOf(node.operator) === "sparse"
        ? usesOfValue(node.outputs[0]).map((use) => use.node)
        : [node];
    return graph.values.flatMap((value) =>
      value.type === "FLOAT32" && value.constant
        ? [
            {
              graph,
              value,
              constant: value.constant,
              uses: usesOfValue(value),
              readers: usesOfValue(value).flatMap(readers),
            },
          ]
        : [],
    );
  });
}
