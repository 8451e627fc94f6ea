import { isHalfliteError } from "../../errors.js";
import {
  type Execution,
  type Node,
  type Operand,
  type StaticKernel,
  ValuesUnknown,
} from "../../ops/index.js";
import { allocateTensor, type ElementType, elementCount, type TensorType } from "../../tensor/index.js";
import type { BuiltinOperator } from "../../tflite/index.js";
import { type Supposed, sameData, type Term } from "./term.js";

/** What an output of a node is. */
export interface Inferred {
  readonly dtype: ElementType;
  readonly supposed: readonly [Supposed, Supposed];
  readonly certain: boolean;
}

/** A node, but for its inputs. */
export type FixedNode = Omit<Node<unknown>, "inputs">;

/** More elements than this are not followed through a graph. */
const MOST_FOLLOWED = 4096;

/** A result of constants with more elements is left for the model to compute, rather than making the file larger. */
const MOST_FOLDED = 1 << 20;

/**
 * Operators whose elements are sums, products and choices of elements at fixed places: what they give for two sizes of open
 * dimensions alike, they give for all.
 */
const STRUCTURAL: ReadonlySet<BuiltinOperator> = new Set<BuiltinOperator>([
  ...(["SHAPE", "RANK", "STRIDED_SLICE", "SLICE", "SPLIT", "SPLIT_V", "PACK", "UNPACK"] as const),
  ...(["CONCATENATION", "GATHER", "RESHAPE", "SQUEEZE", "EXPAND_DIMS", "TRANSPOSE", "CAST"] as const),
  ...([
    "ADD",
    "SUB",
    "MUL",
    "NEG",
    "REDUCE_PROD",
    "SUM",
    "REVERSE_V2",
    "TILE",
    "FILL",
    "BROADCAST_TO",
  ] as const),
  ...(["ZEROS_LIKE", "PAD"] as const),
]);

/**
 * What a node's outputs are.
 *
 * @param inputs whose ranks are known
 * @returns null where the shapes follow from values that are unknown
 * @throws SHAPE_MISMATCH, UNSUPPORTED_OPERATOR
 */
export function infer(
  operator: BuiltinOperator,
  kernel: StaticKernel<unknown>,
  node: FixedNode,
  inputs: readonly (Term | null)[],
): Inferred[] | null {
  const present = inputs.filter((term) => term !== null);
  const limit = present.every(({ constant }) => constant) ? MOST_FOLDED : MOST_FOLLOWED;
  const one = suppose(kernel, node, inputs, 0, limit);
  if (!one) return null;
  const same = present.every(({ supposed }) => supposed![0] === supposed![1]);
  const other = same ? one : suppose(kernel, node, inputs, 1, limit);
  if (!other) return null;
  const decides = !same && (decidesElements(operator, one) || clips(operator, node, inputs, one, other));
  const certain = !decides && present.every((term) => term.certain);
  return one.map((first, i) => ({ dtype: first.dtype, supposed: [first, other[i]!], certain }));
}

/** Only what computes elements can decide by them; a shape that is read from elements is those. */
const decidesElements = (
  operator: BuiltinOperator,
  outputs: readonly (Supposed & { dtype: ElementType })[],
) => outputs.some(({ data, dtype }) => data && (dtype === "BOOL" || !STRUCTURAL.has(operator)));

/** Whether a range that begins or ends at an open size was cut to what there is: it is shorter for smaller sizes. */
function clips(
  operator: BuiltinOperator,
  { options }: FixedNode,
  inputs: readonly (Term | null)[],
  one: readonly Supposed[],
  other: readonly Supposed[],
): boolean {
  if (operator !== "STRIDED_SLICE" || `${one[0]!.shape}` !== `${other[0]!.shape}`) return false;
  const { shrinkAxisMask } = options as { shrinkAxisMask: number };
  return inputs.slice(1).some((term) => {
    const [first, second] = term!.supposed!.map(({ data }) => data as ArrayLike<number> | null);
    if (!first || !second) return false;
    return Array.from(first).some((index, d) => index !== second[d] && !((shrinkAxisMask >> d) & 1));
  });
}

/** Whether the elements are known for good. */
export function isSettled({ supposed: [one, other], certain }: Inferred): boolean {
  if (!certain || !one.data || !other.data) return false;
  return one === other || (`${one.shape}` === `${other.shape}` && sameData(one.data, other.data));
}

/** What the outputs are if the inputs are as supposed; up to `limit` elements are computed where all inputs' are known. */
function suppose(
  kernel: StaticKernel<unknown>,
  fixed: FixedNode,
  inputs: readonly (Term | null)[],
  supposition: 0 | 1,
  limit: number,
): (Supposed & { dtype: ElementType })[] | null {
  const operands = inputs.map((term) => term && operandOf(term, supposition));
  const node: Node<unknown> = { ...fixed, inputs: operands };
  const types = typesOf(kernel, node);
  if (!types) return null;
  const bare = () => types.map(({ dtype, shape }) => ({ dtype, shape, data: null }));
  const known = kernel.readsOnlyShapes || operands.every((operand) => !operand || operand.data);
  if (!known || kernel.stateful || types.some(({ shape }) => elementCount(shape) > limit)) return bare();
  const outputs = types.map(allocateTensor);
  try {
    kernel.reference(node as Parameters<typeof kernel.reference>[0], outputs, NO_SESSION);
  } catch (error) {
    // What has no result for these values fails when the model runs, if it ever gets there.
    if (!isHalfliteError(error, "INVALID_VALUE")) throw error;
    return bare();
  }
  return outputs;
}

function typesOf(kernel: StaticKernel<unknown>, node: Node<unknown>): readonly TensorType[] | null {
  try {
    return kernel.infer(node);
  } catch (error) {
    if (error instanceof ValuesUnknown) return null;
    throw error;
  }
}

function operandOf(term: Term, supposition: 0 | 1): Operand {
  const { shape, data } = term.supposed![supposition];
  const isVariable = term.value?.attributes.isVariable ?? false;
  return { name: term.name, dtype: term.dtype, shape, data, quantization: null, isVariable };
}

/** Nodes that are computed at once have no session to ask. */
const NO_SESSION: Execution = {
  // biome-ignore lint/correctness/useYield: it never gets so far
  *call() {
    throw new Error("control flow is not computed at once");
  },
  countStep() {},
  state: (_, create) => create(),
  keep() {},
};
