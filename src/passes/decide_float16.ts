import { HalfliteError } from "../errors.js";
import type { Float16Statistics } from "../float16/index.js";
import {
  type Constant,
  type Graph,
  type Model,
  nameOf,
  type Use,
  usesOf,
  type Value,
} from "../graph/index.js";
import { float16RuleOf } from "../ops/index.js";
import type { ConstantDecision } from "./float16_settings.js";
import type { PassContext } from "./pass.js";
import { compileSelection, type Matcher } from "./selection.js";

/** A constant this small is an epsilon or a scale rather than a weight: losing one element loses its meaning. */
const TINY_ELEMENTS = 16;

interface Candidate {
  graph: Graph;
  value: Value;
  constant: Constant;
  uses: readonly Use[];
}

/** Why a constant stays float32: the rule's name and the reason in words. Null: nothing speaks against converting. */
type Verdict = { rule: string; reason: string } | null;
type Guard = (candidate: Candidate) => Verdict;

const keep = (rule: string, reason: string): Verdict => ({ rule, reason });

/**
 * Decides for every float32 constant of the model whether it becomes float16. Only reads the model.
 *
 * A constant that has not been measured yet is decided as if its values were harmless; the caller decides again when the
 * measured statistics say otherwise.
 */
export function decideConstants(model: Model, context: PassContext): ConstantDecision[] {
  const candidates = float32Constants(model);
  const guards = [structureGuard, ...selectionGuards(model, context), valueGuard(context)];
  const verdicts = new Map(candidates.map((c) => [c, firstVerdict(guards, c)]));
  if (context.settings.profile === "default") keepWhereNothingIsSaved(model, candidates, verdicts, context);
  decideCompanionsTogether(candidates, verdicts);
  return candidates.map((candidate) => {
    const verdict = verdicts.get(candidate) ?? null;
    return {
      graph: candidate.graph,
      value: candidate.value,
      name: nameOf(candidate.value, candidate.graph),
      byteLength: candidate.constant.byteLength,
      converted: verdict === null,
      rule: verdict?.rule ?? "convert_constants_to_float16",
      reason: verdict?.reason ?? "",
      range: candidate.constant.range,
    };
  });
}

function float32Constants(model: Model): Candidate[] {
  return model.graphs.flatMap((graph) => {
    const uses = usesOf(graph);
    return graph.values.flatMap((value) =>
      value.type === "FLOAT32" && value.constant
        ? [{ graph, value, constant: value.constant, uses: uses.get(value) ?? [] }]
        : [],
    );
  });
}

const firstVerdict = (guards: readonly Guard[], candidate: Candidate): Verdict => {
  for (const guard of guards) {
    const verdict = guard(candidate);
    if (verdict) return verdict;
  }
  return null;
};

/** What the graph itself forbids, in both profiles. */
const structureGuard: Guard = ({ graph, value, uses }) => {
  if (value.attributes.isVariable) return keep("variable", "it is a variable");
  if (uses.length === 0)
    return graph.outputs.includes(value)
      ? keep("only_output", "it is only an output of its subgraph")
      : keep("unused", "no operator reads it");
  const rules = new Set(uses.map((use) => float16RuleOf(use.node.operator)));
  const sparse = Boolean(value.attributes.sparsity);
  if (rules.has("never")) return keep("operator", "an operator that reads it needs float32");
  if (sparse && (rules.size > 1 || !rules.has("sparse")))
    return keep("sparse", "it is sparse and read by an operator other than DENSIFY");
  return null;
};

function selectionGuards(model: Model, { settings }: PassContext): Guard[] {
  const customCodes = new Set(
    model.operatorCodes.flatMap((code) => (code.customCode ? [code.customCode] : [])),
  );
  const compile = (key: "include" | "exclude"): Matcher | undefined =>
    settings[key] && compileSelection(settings[key], key, customCodes);
  const include = compile("include");
  const exclude = compile("exclude");
  return [
    ({ graph, value, uses }) =>
      exclude?.(graph, value, uses) ? keep("exclude", "it is excluded by the selection") : null,
    ({ graph, value, uses }) =>
      include && !include(graph, value, uses) ? keep("include", "it is not included by the selection") : null,
  ];
}

/** What the constant's values forbid, as far as they have been measured. */
const valueGuard =
  ({ settings, measured }: PassContext): Guard =>
  ({ graph, value, constant }) => {
    const statistics = measured.get(constant.range);
    if (!statistics) return null;
    if (statistics.overflow > 0 && settings.overflow === "error")
      throw overflowError(nameOf(value, graph), statistics);
    if (statistics.overflow > 0 && settings.overflow === "keep")
      return keep("overflow", `${statistics.overflow} of its values lie beyond ±65504`);
    if (settings.profile === "default" && losesItsMeaning(statistics))
      return keep("underflow", `${statistics.underflow} of its nonzero values would become 0`);
    if (settings.maxError !== undefined && statistics.maxAbsError > settings.maxError)
      return keep("max_error", `its error ${statistics.maxAbsError} exceeds ${settings.maxError}`);
    return null;
  };

/** A tiny tensor loses an element, or a whole tensor becomes zeros. */
const losesItsMeaning = ({ count, underflow, maxAbs }: Float16Statistics): boolean =>
  underflow > 0 && (count <= TINY_ELEMENTS || maxAbs <= 2 ** -25);

function overflowError(tensor: string, statistics: Float16Statistics): HalfliteError {
  return new HalfliteError("FLOAT16_OVERFLOW", {
    tensor,
    expected: "values within ±65504 (overflow policy error)",
    received: `${statistics.overflow} beyond, the largest ${statistics.maxAbs}`,
  });
}

/**
 * Keeps the constants whose conversion makes the file no smaller: the buffer is shared with somebody who goes on reading
 * it as it is, or half of its bytes is less than what the DEQUANTIZE, its tensor and its name take.
 */
function keepWhereNothingIsSaved(
  model: Model,
  candidates: readonly Candidate[],
  verdicts: Map<Candidate, Verdict>,
  { settings }: PassContext,
): void {
  const groups = new Map<Constant, Candidate[]>();
  for (const c of candidates) groups.set(c.constant, [...(groups.get(c.constant) ?? []), c]);
  const otherReaders = readersThatAreNo(new Set(candidates.map((c) => c.value)), model);
  for (const [constant, group] of groups) {
    const kept = group.find((c) => verdicts.get(c) !== null || c.graph.outputs.includes(c.value));
    const verdict =
      kept || otherReaders.has(constant)
        ? keep(
            "shared",
            "its buffer is also read as float32 by another tensor or output, so nothing would be saved",
          )
        : constant.byteLength / 2 - overhead(group) < settings.minimumSaving
          ? keep(
              "size",
              `it has only ${constant.byteLength} bytes: converting it would not make the file smaller`,
            )
          : null;
    if (verdict) for (const c of group) if (verdicts.get(c) === null) verdicts.set(c, verdict);
  }
}

/** The constants that something else than the given values refers to. */
function readersThatAreNo(values: ReadonlySet<Value>, model: Model): Set<Constant> {
  const tensors = model.graphs.flatMap((graph) => graph.values.filter((value) => !values.has(value)));
  const contents = [
    ...tensors.map((v) => v.constant),
    ...model.metadata.map((m) => m.content),
    ...(model.legacyMetadata ?? []),
  ];
  return new Set(contents.filter((content) => content !== null));
}

/**
 * Bytes that a group's conversion adds to the file: per tensor one Operator table with two index vectors (44), one Tensor
 * table (28), its shape and its name; once, the alignment of the content. The exporter's layout has the last word.
 */
function overhead(group: readonly Candidate[]): number {
  const perTensor = group.map(
    ({ value }) => 44 + 28 + 4 * (value.attributes.shape?.length ?? 0) + 8 + (value.name?.length ?? 0) + 8,
  );
  return perTensor.reduce((sum, bytes) => sum + bytes, 16);
}

/**
 * A sparse constant and the other constants of whoever reads its dense form are converted together or not at all: LiteRT
 * 2.5.3 computes wrong results from sparse float16 weights beside, say, a float32 bias.
 */
function decideCompanionsTogether(candidates: readonly Candidate[], verdicts: Map<Candidate, Verdict>): void {
  const readers = new Map<Value, Candidate[]>();
  for (const candidate of candidates)
    for (const { node } of candidate.uses)
      for (const input of node.inputs)
        if (input) readers.set(input, [...(readers.get(input) ?? []), candidate]);
  for (const candidate of candidates) {
    if (!candidate.value.attributes.sparsity || verdicts.get(candidate)) continue;
    const dense = candidate.uses.flatMap(({ node }) => node.outputs[0] ?? []);
    const kept = dense
      .flatMap((value) => readers.get(value) ?? [])
      .filter((companion) => verdicts.get(companion));
    const onlyForSize = kept.every((companion) => verdicts.get(companion)?.rule === "size");
    if (onlyForSize) for (const companion of kept) verdicts.set(companion, null);
    else verdicts.set(candidate, keep("companion", "a constant that is used together with it stays float32"));
  }
}
