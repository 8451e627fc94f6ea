import { HalfliteError } from "../errors.js";
import type { Float16Statistics } from "../float16/index.js";
import { type Model, nameOf } from "../graph/index.js";
import { float16RuleOf } from "../ops/index.js";
import { type Candidate, float32Constants, keep, type Verdict } from "./candidates.js";
import type { ConstantDecision } from "./float16_settings.js";
import { keepWhereNothingIsSaved } from "./keep_where_nothing_is_saved.js";
import type { PassContext } from "./pass.js";
import { compileSelection, type Matcher, operatorName } from "./selection.js";

/** A constant this small is an epsilon or a scale rather than a weight: losing one element loses its meaning. */
const TINY_ELEMENTS = 16;

type Guard = (candidate: Candidate) => Verdict;

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
  keepSparseBesideFloat32(candidates, verdicts);
  return candidates.map((candidate) => {
    const verdict = verdicts.get(candidate) ?? null;
    return {
      graph: candidate.graph,
      value: candidate.value,
      name: nameOf(candidate.value, candidate.graph),
      operators: [...new Set(candidate.readers.map((node) => operatorName({ node })))],
      byteLength: candidate.constant.byteLength,
      converted: verdict === null,
      rule: verdict?.rule ?? "convert_constants_to_float16",
      reason: verdict?.reason ?? "",
      range: candidate.constant.range,
    };
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
 * A sparse constant stays float32 when another constant of whoever reads its dense form does: LiteRT 2.5.3 computes wrong
 * results from sparse float16 weights beside, say, a float32 bias.
 */
function keepSparseBesideFloat32(candidates: readonly Candidate[], verdicts: Map<Candidate, Verdict>): void {
  const kept = new Set(candidates.filter((c) => verdicts.get(c)).flatMap((c) => c.readers));
  for (const candidate of candidates)
    if (candidate.value.attributes.sparsity && candidate.readers.some((node) => kept.has(node)))
      verdicts.set(
        candidate,
        verdicts.get(candidate) ??
          keep("companion", "a constant that is used together with it stays float32"),
      );
}
