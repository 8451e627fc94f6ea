import type { Constant, Model, Value } from "../graph/index.js";
import { type Candidate, keep, type Verdict } from "./candidates.js";
import { DisjointSets } from "./disjoint_sets.js";
import type { PassContext } from "./pass.js";

/**
 * Keeps the constants whose conversion makes the file no smaller: the buffer is shared with somebody who goes on reading
 * it as it is, or half of the bytes is less than what the DEQUANTIZEs, their tensors and names take.
 *
 * The constants of one operator are converted together or not at all: XNNPACK, and with it LiteRT, leaves an operator of
 * float16 weights and float32 bias to kernels that are several times slower.
 */
export function keepWhereNothingIsSaved(
  model: Model,
  candidates: readonly Candidate[],
  verdicts: Map<Candidate, Verdict>,
  { settings }: PassContext,
): void {
  keepSharedBuffers(model, candidates, verdicts);
  const convertible = candidates.filter((candidate) => verdicts.get(candidate) === null);
  for (const group of decidedTogether(convertible)) {
    const constants = new Set(group.map(({ constant }) => constant));
    const byteLength = [...constants].reduce((sum, constant) => sum + constant.byteLength, 0);
    if (byteLength / 2 - overhead(group, constants.size) >= settings.minimumSaving) continue;
    const what = constants.size > 1 ? "the constants of its operator have" : "it has";
    const reason = `${what} only ${byteLength} bytes: converting would not make the file smaller`;
    for (const candidate of group) verdicts.set(candidate, keep("size", reason));
  }
}

function keepSharedBuffers(
  model: Model,
  candidates: readonly Candidate[],
  verdicts: Map<Candidate, Verdict>,
): void {
  const kept = readersThatAreNo(new Set(candidates.map((c) => c.value)), model);
  for (const c of candidates)
    if (verdicts.get(c) !== null || c.graph.outputs.includes(c.value)) kept.add(c.constant);
  for (const c of candidates)
    if (kept.has(c.constant) && verdicts.get(c) === null)
      verdicts.set(
        c,
        keep(
          "shared",
          "its buffer is also read as float32 by another tensor or output, so nothing would be saved",
        ),
      );
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

/** Groups of candidates that share a buffer or an operator. */
function decidedTogether(candidates: readonly Candidate[]): Candidate[][] {
  const sets = new DisjointSets<object>();
  for (const candidate of candidates)
    for (const shared of [candidate.constant, ...candidate.readers]) sets.join(candidate, shared);
  const groups = new Map<object, Candidate[]>();
  for (const candidate of candidates) {
    const set = sets.representative(candidate);
    const group = groups.get(set);
    if (group) group.push(candidate);
    else groups.set(set, [candidate]);
  }
  return [...groups.values()];
}

/**
 * Bytes that a group's conversion adds to the file: per tensor one Operator table with two index vectors (44), one Tensor
 * table (28), its shape and its name; per buffer, the alignment of the content. The exporter's layout has the last word.
 */
function overhead(group: readonly Candidate[], buffers: number): number {
  const perTensor = group.map(
    ({ value }) => 44 + 28 + 4 * (value.attributes.shape?.length ?? 0) + 8 + (value.name?.length ?? 0) + 8,
  );
  return perTensor.reduce((sum, bytes) => sum + bytes, 16 * buffers);
}
