import type { Node, Value } from "../../graph/index.js";
import type { BuiltinOperator } from "../../tflite/index.js";
import { type Change, replacement } from "./change.js";
import { permutationOf } from "./fold_transposes.js";
import type { GraphView } from "./graph_view.js";
import { changed, executes, makeNode, producerOf } from "./nodes.js";
import { passOf } from "./rule.js";
import { dimensionsOf, floatConstant, floatsOf, floatValue, integerConstant, sameNumbers } from "./values.js";

const unary: readonly BuiltinOperator[] = [
  ...(["ABS", "ELU", "EXP", "GELU", "HARD_SWISH", "LEAKY_RELU", "LOG", "LOGISTIC", "NEG"] as const),
  ...(["RELU", "RELU6", "RELU_N1_TO_1", "RSQRT", "SQRT", "SQUARE", "TANH"] as const),
];

const binary: readonly BuiltinOperator[] = [
  ...(["ADD", "DIV", "MAXIMUM", "MINIMUM", "MUL", "SQUARED_DIFFERENCE", "SUB"] as const),
];

/** No more nodes are looked through for a TRANSPOSE. */
const LONGEST = 16;

/**
 * Before: TRANSPOSE -> operators of single elements, or of pairs with a constant -> TRANSPOSE; or two TRANSPOSEs of one permutation -> an
 *         operator of pairs
 *
 * After:  the operators -> one TRANSPOSE, or none
 *
 * When:   they compute FLOAT32, nothing else reads what is in between, and a constant is a number, or has one dimension that is not 1
 *
 * Each change takes away a TRANSPOSE.
 */
export const sinkTransposes = passOf({
  name: "sink_transposes",
  anchors: ["TRANSPOSE", ...binary],
  match(node, view) {
    return executes(node, "TRANSPOSE") ? metBy(node, view) : together(node, view);
  },
});

interface Transpose {
  readonly node: Node;
  readonly source: Value;
  readonly dimensions: readonly number[];
  readonly permutation: readonly number[];
}

/** The TRANSPOSE that writes the value, if nothing else reads it. */
function transposeOf(view: GraphView, value: Value | null | undefined): Transpose | null {
  const node = producerOf(view, value, "TRANSPOSE");
  const permutation = node && permutationOf(node);
  const source = node?.inputs[0];
  const dimensions = dimensionsOf(source);
  if (!value || !node || !source || !permutation || !view.hasOneReader(value)) return null;
  return dimensions?.length === permutation.length ? { node, source, dimensions, permutation } : null;
}

function metBy(last: Node, view: GraphView): Change | null {
  const permutation = permutationOf(last);
  const passed: Node[] = [];
  let value = last.inputs[0];
  let first = transposeOf(view, value);
  while (value && !first && passed.length < LONGEST) {
    const node = producerOf(view, value, ...unary, ...binary);
    const operands = node?.inputs.filter((input) => !input?.constant) ?? [];
    if (!node || operands.length !== 1 || value.type !== "FLOAT32" || !view.hasOneReader(value)) return null;
    passed.unshift(node);
    value = operands[0];
    first = transposeOf(view, value);
  }
  if (!first || passed.length === 0 || permutation?.length !== first.permutation.length) return null;
  const both = permutation.map((d) => first.permutation[d]!);
  return passedBy(view, first, passed, last, both);
}

/** The nodes in front of a TRANSPOSE that does what both did; none where that is nothing. */
function passedBy(
  view: GraphView,
  first: Transpose,
  passed: readonly Node[],
  last: Node,
  both: readonly number[],
): Change | null {
  const output = last.outputs[0]!;
  const isNothing = both.every((d, i) => d === i);
  const nodes: Node[] = [];
  let value = first.source;
  for (const [i, node] of passed.entries()) {
    const inputs = node.inputs.map((input) => (input?.constant ? constantBefore(view, input, first) : value));
    if (inputs.includes(null)) return null;
    const isLast = i === passed.length - 1;
    value =
      isLast && isNothing ? output : floatValue(view, `${node.outputs[0]!.name}/before`, first.dimensions);
    nodes.push(changed(node, { inputs, output: value }));
  }
  if (!isNothing) nodes.push(transposeNode(view, value, both, output));
  return replacement("meets another TRANSPOSE", last, nodes, [first.node, ...passed]);
}

function together(node: Node, view: GraphView): Change | null {
  const [left, right] = node.inputs.map((value) => transposeOf(view, value));
  const output = node.outputs[0];
  if (!left || !right || output?.type !== "FLOAT32" || node.inputs.length !== 2) return null;
  if (!sameNumbers(left.permutation, right.permutation)) return null;
  if (!sameNumbers(left.dimensions, right.dimensions)) return null;
  const value = floatValue(view, `${output.name}/before`, left.dimensions);
  const nodes = [
    changed(node, { inputs: [left.source, right.source], output: value }),
    transposeNode(view, value, left.permutation, output),
  ];
  return replacement("is done before the TRANSPOSEs", node, nodes, [left.node, right.node]);
}

const transposeNode = (view: GraphView, input: Value, permutation: readonly number[], output: Value): Node =>
  makeNode(
    view,
    "TRANSPOSE",
    [input, integerConstant(view, `${output.name}/permutation`, permutation)],
    output,
  );

/** The constant with its dimensions where they were before the transpose; null where the elements would have to move. */
function constantBefore(view: GraphView, value: Value, { permutation, dimensions }: Transpose): Value | null {
  const [elements, shape] = [floatsOf(value), dimensionsOf(value)];
  if (!elements || !shape || shape.length > permutation.length) return null;
  const padded: number[] = [...new Array(permutation.length - shape.length).fill(1), ...shape];
  const before = dimensions.map((_, d) => padded[permutation.indexOf(d)]!);
  const fits = before.every((size, d) => size === 1 || size === dimensions[d]);
  if (!fits || before.filter((size) => size !== 1).length > 1) return null;
  return floatConstant(view, `${value.name}/before`, elements, elements.length === 1 ? [] : before);
}
