import type { Node, Value } from "../../graph/index.js";
import type { BuiltinOperator } from "../../tflite/index.js";
import { SplitOptions, SplitVOptions, StridedSliceOptions } from "../../tflite/schema/general_options.js";
import { bypass } from "./change.js";
import { activationOf, optionsOf } from "./nodes.js";
import { constantOperandOf } from "./operands.js";
import { passOf } from "./rule.js";
import {
  broadcastsInto,
  dimensionsOf,
  floatsOf,
  haveSameDimensions,
  integersOf,
  openCount,
} from "./values.js";

/** The input that the node passes on as it is; null where it does something. */
type PassedOn = (node: Node) => Value | null | undefined;

const first = (node: Node) => node.inputs[0];

/** The elements stay; so do the dimensions, of which at most one is open. */
const reshaped: PassedOn = (node) => {
  const dimensions = dimensionsOf(node.outputs[0]);
  return dimensions && openCount(dimensions) <= 1 ? first(node) : null;
};

/** The other operand of a constant that is the same number everywhere, and makes nothing larger. */
const beside =
  (neutral: number): PassedOn =>
  (node) => {
    const operand = constantOperandOf(node);
    if (operand?.activation !== "NONE") return null;
    const [small, large] = [dimensionsOf(operand.constant), dimensionsOf(operand.other)];
    if (!small || !large || !broadcastsInto(small, large)) return null;
    return floatsOf(operand.constant)?.every((element) => element === neutral) ? operand.other : null;
  };

/** The first input, where all elements of the second are that number. */
const allOf =
  (number: number): PassedOn =>
  (node) =>
    integersOf(node.inputs[1])?.every((element) => element === number) ? first(node) : null;

const wholeSlice: PassedOn = (node) => {
  const [dimensions, begins, sizes] = [
    dimensionsOf(first(node)),
    integersOf(node.inputs[1]),
    integersOf(node.inputs[2]),
  ];
  const whole = (size: number, d: number) => size === -1 || (size >= 0 && size === dimensions![d]);
  return dimensions && begins?.every((begin) => begin === 0) && sizes?.every(whole) ? first(node) : null;
};

const wholeStridedSlice: PassedOn = (node) => {
  const options = optionsOf(node, StridedSliceOptions);
  const [dimensions, begins, ends, strides] = [
    dimensionsOf(first(node)),
    ...node.inputs.slice(1, 4).map((value) => integersOf(value)),
  ];
  if (!options || !dimensions || !begins || !ends || !strides || options.offset) return null;
  if (options.ellipsisMask || options.newAxisMask || options.shrinkAxisMask) return null;
  const starts = begins.every((begin, d) => begin === 0 || (options.beginMask >> d) & 1);
  const stops = ends.every(
    (end, d) => (options.endMask >> d) & 1 || (dimensions[d]! >= 0 && end >= dimensions[d]!),
  );
  return starts && stops && strides.every((stride) => stride === 1) ? first(node) : null;
};

const passedOn: { readonly [N in BuiltinOperator]?: PassedOn } = {
  ADD: beside(0),
  BROADCAST_TO: (node) => (openCount(dimensionsOf(first(node)) ?? [-1]) === 0 ? first(node) : null),
  CAST: first,
  CONCATENATION: (node) => (node.inputs.length === 1 && activationOf(node) === "NONE" ? first(node) : null),
  DIV: beside(1),
  MIRROR_PAD: allOf(0),
  MUL: beside(1),
  PAD: allOf(0),
  PADV2: allOf(0),
  RESHAPE: reshaped,
  SLICE: wholeSlice,
  SPLIT: (node) => (optionsOf(node, SplitOptions)?.numSplits === 1 ? node.inputs[1] : null),
  SPLIT_V: (node) => (optionsOf(node, SplitVOptions)?.numSplits === 1 ? first(node) : null),
  SQUEEZE: reshaped,
  STRIDED_SLICE: wholeStridedSlice,
  SUB: beside(0),
  TILE: allOf(1),
  TRANSPOSE: (node) => (integersOf(node.inputs[1])?.every((d, i) => d === i) ? first(node) : null),
};

/**
 * Before: x -> a node that passes x on: CAST to the same type, RESHAPE to the same shape, TRANSPOSE that moves nothing, MUL by 1, ADD of
 *         0, PAD by 0, CONCATENATION of one, SPLIT into one, a slice of everything and the like -> y
 *
 * After:  x
 *
 * When:   x and y have the same type and dimensions. Where y is an output of the graph, the node that writes x writes y.
 */
export const eliminateIdentities = passOf({
  name: "eliminate_identities",
  anchors: Object.keys(passedOn) as BuiltinOperator[],
  match(node, view) {
    const [input, output] = [passedOn[node.operator.builtinCode]!(node), node.outputs[0]];
    if (!input || !output || node.outputs.length !== 1) return null;
    if (input.type !== output.type || !haveSameDimensions(input, output)) return null;
    // Quantized tensors may differ in their scales.
    if (input.attributes.quantization?.scale?.length || output.attributes.quantization?.scale?.length)
      return null;
    return bypass(view, node, input, `${node.operator.builtinCode} passes its input on`);
  },
});
