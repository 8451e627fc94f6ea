import { type Node, scaledConstant, type Value } from "../../graph/index.js";
import { elementCount } from "../../tensor/index.js";
import type { BuiltinOperator } from "../../tflite/index.js";
import { dimensionsOf, floatsOf, type GraphView, optionsOf } from "./graph_view.js";
import { type Finding, type Rule, rulePass } from "./rule.js";

/** Where the outputs of a kind are among the weights, and which input its weights and its bias are. */
interface Weighted {
  readonly channels: "first" | "last";
  readonly weights: number;
  readonly bias: number;
}

const weighted: Partial<Record<BuiltinOperator, Weighted>> = {
  CONV_2D: { channels: "first", weights: 1, bias: 2 },
  DEPTHWISE_CONV_2D: { channels: "last", weights: 1, bias: 2 },
  FULLY_CONNECTED: { channels: "first", weights: 1, bias: 2 },
  TRANSPOSE_CONV: { channels: "first", weights: 1, bias: 3 },
};

/** A node with weights that only `node` reads, and the constant that `node` combines its result with: a number per channel. */
interface Match {
  readonly producer: Node;
  /** What reshapes the result on its way to `node` and leaves the channels. */
  readonly reshape: Node | undefined;
  readonly form: Weighted;
  readonly weights: Value;
  readonly factors: Float32Array;
  readonly channels: number;
}

function match(node: Node, view: GraphView, made: number): Match | null {
  if (optionsOf(node).fusedActivationFunction !== "NONE") return null;
  const constant = node.inputs[1 - made];
  const reshape = channelKeepingReshape(node.inputs[made], view);
  const producer = view.soleProducer(reshape ? reshape.inputs[0] : node.inputs[made]);
  const form = producer && weighted[producer.operator.builtinCode];
  const weights = form && producer.inputs[form.weights];
  if (!form || !weights?.constant || weights.constant.encoding !== "copy" || weights.type !== "FLOAT32")
    return null;
  if (
    optionsOf(producer).fusedActivationFunction !== "NONE" ||
    !sameShape(node.inputs[made]!, node.outputs[0]!)
  )
    return null;
  const dimensions = weights.attributes.shape!;
  const channels = form.channels === "first" ? dimensions[0]! : dimensions.at(-1)!;
  const factors = perChannel(constant, channels);
  return factors && { producer, reshape, form, weights, factors, channels };
}

/** The RESHAPE that makes a value, if it leaves the last dimension as it is and nobody else reads what it makes. */
function channelKeepingReshape(value: Value | null | undefined, view: GraphView): Node | undefined {
  const reshape = view.soleReshape(value);
  const [before, after] = [reshape && dimensionsOf(reshape.inputs[0]!), value && dimensionsOf(value)];
  const last = before?.at(-1);
  return last !== undefined && last !== -1 && after?.at(-1) === last ? reshape : undefined;
}

const sameShape = (a: Value, b: Value) => `${dimensionsOf(a)}` === `${dimensionsOf(b)}`;

/** A number for each channel of a constant that broadcasts along the last dimension only. */
function perChannel(constant: Value | null | undefined, channels: number): Float32Array | null {
  const floats = floatsOf(constant);
  if (!floats) return null;
  if (floats.length === 1) return new Float32Array(channels).fill(floats[0]!);
  const along = constant!.attributes.shape!.at(-1) === channels && floats.length === channels;
  return along ? floats : null;
}

/** The bias of a match, zeros where it has none; null where it is no constant. */
function biasOf({ producer, form, channels }: Match): Float32Array | null {
  const bias = producer.inputs[form.bias];
  return bias ? floatsOf(bias) : new Float32Array(channels);
}

/** ADD(weighted(x), c), ADD(c, weighted(x)), SUB(weighted(x), c). */
const fuseSum: Rule = (node, view, make) => {
  const kind = node.operator.builtinCode;
  if (kind !== "ADD" && kind !== "SUB") return null;
  const found = match(node, view, 0) ?? (kind === "ADD" ? match(node, view, 1) : null);
  const bias = found && biasOf(found);
  if (!bias) return null;
  const sign = kind === "ADD" ? 1 : -1;
  const sums = bias.map((one, i) => one + sign * found.factors[i]!);
  return finding(
    node,
    found,
    [make.floats(nameOfBias(found), [sums.length], sums)],
    "becomes part of the bias",
  );
};

/** MUL(weighted(x), c), MUL(c, weighted(x)), DIV(weighted(x), c). */
const fuseProduct: Rule = (node, view, make) => {
  const kind = node.operator.builtinCode;
  if (kind !== "MUL" && kind !== "DIV") return null;
  const found = match(node, view, 0) ?? (kind === "MUL" ? match(node, view, 1) : null);
  const bias = found && biasOf(found);
  if (!bias || !view.isReadOnce(found.weights)) return null;
  const { weights, form, channels } = found;
  const factors = kind === "MUL" ? found.factors : found.factors.map((factor) => 1 / factor);
  const inner = form.channels === "last" ? 1 : elementCount(weights.attributes.shape!) / channels;
  const products = bias.map((one, i) => one * factors[i]!);
  const scaled = make.constant(
    weights.name,
    "FLOAT32",
    weights.attributes.shape!,
    scaledConstant(weights.constant!, factors, inner),
  );
  const added = [make.floats(nameOfBias(found), [channels], products), scaled];
  return finding(node, found, added, "becomes part of the weights");
};

const nameOfBias = ({ producer, form }: Match): string =>
  producer.inputs[form.bias]?.name ?? `${producer.outputs[0]!.name}/bias`;

/** The producer with another bias, and other weights if they are given; it, or the reshape behind it, makes what the node made. */
function finding(node: Node, { producer, reshape, form }: Match, added: Value[], text: string): Finding {
  const [bias, weights] = added;
  const inputs = [...producer.inputs];
  inputs[form.bias] = bias!;
  if (weights) inputs[form.weights] = weights;
  return {
    matched: [node, producer, ...(reshape ? [reshape] : [])],
    text: `${node.operator.builtinCode} ${text} of ${producer.operator.builtinCode}`,
    addValues: added,
    change: [
      { node: producer, inputs },
      { node: reshape ?? producer, outputs: node.outputs },
    ],
    removeNodes: [node],
    removeValues: [(reshape ?? producer).outputs[0]!],
  };
}

/**
 * Before: CONV_2D, DEPTHWISE_CONV_2D, TRANSPOSE_CONV or FULLY_CONNECTED -> ADD, SUB, MUL or DIV with a number per channel
 *
 * After:  the same with other weights and another bias
 *
 * When:   nobody else reads what is between, which has no activation, and the constant does not broadcast it
 */
export const fuseArithmeticIntoWeights = rulePass("fuse_arithmetic_into_weights", fuseSum, fuseProduct);
