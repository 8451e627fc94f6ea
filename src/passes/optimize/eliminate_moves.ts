import type { Node, Value } from "../../graph/index.js";
import { dimensionsOf, type GraphView, integersOf } from "./graph_view.js";
import type { Maker } from "./maker.js";
import { type Finding, type Rule, rulePass } from "./rule.js";

/** A node without which its readers can do: they read one of its inputs. */
export function bypass(node: Node, view: GraphView, text: string, kept = 0): Finding | null {
  const [input, output] = [node.inputs[kept]!, node.outputs[0]!];
  if (view.isOutput(output)) return renamed(node, input, output, view, text);
  return {
    matched: [node, ...producers(input, view)],
    text,
    redirect: [{ from: output, to: input }],
    removeNodes: [node],
    removeValues: [output],
  };
}

/** An output of the graph keeps its value: whoever made the input makes it instead, if nobody else reads the input. */
function renamed(node: Node, input: Value, output: Value, view: GraphView, text: string): Finding | null {
  const producer = view.producer(input);
  if (!producer || !view.isReadOnce(input)) return null;
  const outputs = producer.outputs.map((value) => (value === input ? output : value));
  return {
    matched: [node, producer],
    text,
    change: [{ node: producer, outputs }],
    removeNodes: [node],
    removeValues: [input],
  };
}

const producers = (value: Value, view: GraphView) => {
  const producer = view.producer(value);
  return producer ? [producer] : [];
};

const sameDimensions = (a: Value, b: Value): boolean => {
  const [one, other] = [dimensionsOf(a), dimensionsOf(b)];
  return one !== null && `${one}` === `${other}` && one.filter((size) => size === -1).length <= 1;
};

const RESHAPES = ["RESHAPE", "SQUEEZE", "EXPAND_DIMS"] as const;

/** To the shape that it has. */
const idleReshape: Rule = (node, view) =>
  RESHAPES.some((kind) => kind === node.operator.builtinCode) &&
  sameDimensions(node.inputs[0]!, node.outputs[0]!)
    ? bypass(node, view, `${node.operator.builtinCode} to the same shape goes`)
    : null;

/** The second of two reshapes needs not the first. */
const repeatedReshape: Rule = (node, view) => {
  if (node.operator.builtinCode !== "RESHAPE" || !integersOf(node.inputs[1])) return null;
  const before = view.producer(node.inputs[0], ...RESHAPES);
  if (!before) return null;
  return {
    matched: [node, before],
    text: `${before.operator.builtinCode} in front of RESHAPE goes`,
    change: [{ node, inputs: [before.inputs[0]!, ...node.inputs.slice(1)] }],
  };
};

/** Two transposes are one. */
const repeatedTranspose: Rule = (node, view, make) => {
  if (node.operator.builtinCode !== "TRANSPOSE") return null;
  const before = view.producer(node.inputs[0], "TRANSPOSE");
  const [first, second] = [integersOf(before?.inputs[1]), integersOf(node.inputs[1])];
  if (!before || !first || !second) return null;
  const permutation = make.int32s(
    `${node.outputs[0]!.name}/perm`,
    [...second].map((d) => first[d]!),
  );
  return {
    matched: [node, before],
    text: "two TRANSPOSE become one",
    addValues: [permutation],
    change: [{ node, inputs: [before.inputs[0]!, permutation] }],
  };
};

/** A transpose that leaves the order of the elements. */
const idleTranspose: Rule = (node, view, make) => {
  if (node.operator.builtinCode !== "TRANSPOSE") return null;
  const permutation = integersOf(node.inputs[1]);
  const dimensions = dimensionsOf(node.inputs[0]!);
  if (!permutation || !dimensions) return null;
  const moved = [...permutation].filter((d) => dimensions[d] !== 1);
  if (moved.some((d, i) => i > 0 && d < moved[i - 1]!)) return null;
  if (permutation.every((from, to) => from === to))
    return bypass(node, view, "TRANSPOSE that moves nothing goes");
  return asReshape(
    node,
    [...permutation].map((d) => dimensions[d]!),
    make,
  );
};

function asReshape(node: Node, shape: readonly number[], make: Maker): Finding | null {
  if (shape.filter((size) => size === -1).length > 1) return null;
  const wanted = make.int32s(`${node.outputs[0]!.name}/shape`, shape);
  return {
    matched: [node],
    text: "TRANSPOSE that only moves dimensions of size 1 becomes RESHAPE",
    addValues: [wanted],
    change: [{ node, inputs: [node.inputs[0]!, wanted], ...make.kind("RESHAPE") }],
  };
}

/**
 * Before: RESHAPE to the same shape, or behind another; TRANSPOSE behind another, or of nothing but dimensions of size 1
 *
 * After:  none, or one, or a RESHAPE
 */
export const eliminateMoves = rulePass(
  "eliminate_moves",
  idleReshape,
  repeatedReshape,
  idleTranspose,
  repeatedTranspose,
);
