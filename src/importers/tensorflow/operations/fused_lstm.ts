import type { GraphBuilder } from "../graph_builder.js";
import type { LoweringContext } from "../lowering.js";
import type { Operation } from "../operation.js";
import { Refusal } from "../refusal.js";
import { constantNumbers, dimensionsOf, type Edge, type Term } from "../term.js";

/** Functions that Keras writes for an LSTM say so by an attribute that begins like this. */
const KERAS_LSTM = "lstm_";
const GATES = 4;
/** The outputs of such a function: the last step and all steps; states come behind them. */
const [LAST, STEPS] = [0, 1];

/** An LSTM of Keras. Gates are blocks of columns: input, forget, cell, output, as TensorFlow Lite orders them too. */
interface Lstm {
  /** [batch, steps, features] */
  readonly x: Term;
  readonly states: readonly Term[];
  /** [features, 4 * units] */
  readonly kernel: Term;
  /** [units, 4 * units] */
  readonly recurrent: Term;
  /** [4 * units] */
  readonly bias: Term | undefined;
}

/**
 * A call of a function that is an LSTM of Keras as UNIDIRECTIONAL_SEQUENCE_LSTM: where the conversion asks for it, and always where
 * the layer is stateful, because that operator is the only one that keeps the states.
 *
 * @returns the last step [batch, units] and all steps [batch, steps, units]; null where the call is to be inlined
 * @throws Refusal for a stateful layer that has no fused form
 */
export function fusedLstm(
  operation: Operation,
  build: GraphBuilder,
  context: LoweringContext,
): Edge[] | null {
  const attributes = context.attributesOf(operation.function("f"));
  const name = attributes.get("api_implements");
  if (name?.kind !== "string" || !new TextDecoder().decode(name.value).startsWith(KERAS_LSTM)) return null;
  const isStateful = operation.bool("_stateful", false);
  if (!isStateful && !context.fuseLstm) return null;
  const reason = whyNot(operation, build, context);
  if (reason !== null) {
    if (isStateful) throw new Refusal(`a stateful LSTM: ${reason}`);
    build.model.warnings.add(`${operation.name}: this LSTM is not fused: ${reason}`);
    return null;
  }
  const backwards = attributes.get("go_backwards");
  return fused(build, lstmOf(operation), backwards?.kind === "bool" && backwards.value);
}

function lstmOf(operation: Operation): Lstm {
  const [x, hidden, cell, kernel, recurrent] = operation.operands(5);
  const bias = operation.inputs.length > 5 ? operation.term(5) : undefined;
  return { x, states: [hidden, cell], kernel, recurrent, bias };
}

/** Why the fused operator cannot take the place of a call; null if it can. */
function whyNot(operation: Operation, build: GraphBuilder, context: LoweringContext): string | null {
  const unfused = operation.text("_unfused", "");
  if (unfused) return unfused;
  const count = operation.inputs.length;
  if (count !== 5 && count !== 6)
    return count === 7 ? "it has a mask" : "its function takes other inputs than Keras's";
  if (operation.inputs.some(({ kind }) => kind !== "tensor")) return "its inputs are not all tensors";
  const timeMajor = context.attributesOf(operation.function("f")).get("time_major");
  if (timeMajor?.kind === "bool" && timeMajor.value) return "its steps come before its batch";
  if (!build.isSignature) return "it is part of a loop or of a branch";
  const lstm = lstmOf(operation);
  const sizes = dimensionsOf(lstm.x)?.slice(0, 2);
  if (!sizes || sizes.includes(-1)) return "its batch size and its number of steps have to be static";
  if (!isWhole(lstm)) return "its weights are not constants of the shapes that Keras gives them";
  if (!lstm.states.every(isZero)) return "it is given its first states";
  if ([2, 3, 4].some((output) => context.isRead(output))) return "its states are read";
  return null;
}

function isWhole({ x, kernel, recurrent, bias }: Lstm): boolean {
  const units = dimensionsOf(recurrent)?.[0];
  const features = dimensionsOf(x)?.[2];
  const isConstant = (term: Term, ...shape: readonly (number | undefined)[]) =>
    term.constant !== null && term.dtype === "FLOAT32" && `${dimensionsOf(term)}` === `${shape}`;
  if (!units || !features || x.dtype !== "FLOAT32") return false;
  return (
    isConstant(kernel, features, GATES * units) &&
    isConstant(recurrent, units, GATES * units) &&
    (!bias || isConstant(bias, GATES * units))
  );
}

const isZero = (term: Term): boolean => constantNumbers(term)?.every((number) => number === 0) ?? false;

function fused(build: GraphBuilder, { x, kernel, recurrent, bias }: Lstm, backwards: boolean): Edge[] {
  const [batch = 0] = dimensionsOf(x)!;
  const [units = 0] = dimensionsOf(recurrent)!;
  const input = backwards ? build.operator("REVERSE_V2", [x, build.int32s([1])]) : x;
  const matrices = (columns: Term) => build.parts(build.transpose(columns, [1, 0]), GATES);
  const zeros = () => build.constant("FLOAT32", [units], new Array<number>(units).fill(0));
  const biases = bias ? build.parts(bias, GATES) : new Array<Term>(GATES).fill(zeros());
  const state = () => build.variable("FLOAT32", [batch, units]);
  const absent = (count: number) => new Array<null>(count).fill(null);
  const [peepholes, projection, norms] = [absent(3), absent(2), absent(GATES)];
  const steps = build.operator(
    "UNIDIRECTIONAL_SEQUENCE_LSTM",
    [
      input,
      ...matrices(kernel),
      ...matrices(recurrent),
      ...peepholes,
      ...biases,
      ...projection,
      state(),
      state(),
      ...norms,
    ],
    // TensorFlow's converter clips the cell at 10 besides; Keras does not.
    { fusedActivationFunction: "TANH" },
  );
  const outputs: Edge[] = [];
  outputs[LAST!] = lastStep(build, steps);
  outputs[STEPS!] = steps;
  return outputs;
}

function lastStep(build: GraphBuilder, steps: Term): Term {
  const ranges = [
    [0, -1, 0],
    [0, 0, 0],
    [1, 1, 1],
  ].map((range) => build.int32s(range));
  const others = 0b101;
  const masks = { beginMask: others, endMask: others, shrinkAxisMask: 0b010 };
  return build.operator("STRIDED_SLICE", [steps, ...ranges], masks);
}
