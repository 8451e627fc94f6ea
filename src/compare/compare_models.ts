import { checkOptionNames, throwIfAborted } from "../errors.js";
import { loadOptionsOf } from "../model/index.js";
import { ComparedPair, newState, type PairState } from "./compared_pair.js";
import type { Comparison, TensorComparison } from "./comparison.js";
import { type Matching, matchTensors } from "./match_tensors.js";
import { checkBound } from "./metrics.js";
import { ObservedModel } from "./observed_model.js";
import { COMPARE_KEYS, type CompareOptions, DEFAULT_TOLERANCE } from "./options.js";
import { pairInputs, pairOutputs } from "./pair_inputs.js";
import { noSamples, samplesOf } from "./samples.js";

/** Does what `compareModels` of the index says. */
export async function compareModels(
  a: string | Uint8Array,
  b: string | Uint8Array,
  options: CompareOptions = {},
): Promise<Comparison> {
  checkOptionNames(options, COMPARE_KEYS);
  const { signal, signature, precision, intermediates = true, onProgress } = options;
  const tolerance = checkBound("tolerance", options.tolerance ?? DEFAULT_TOLERANCE);
  throwIfAborted(signal, "compareModels");
  const { precision: _, ...load } = loadOptionsOf(options);
  const first = ObservedModel.load(a, load, signature);
  let second: ObservedModel | undefined;
  try {
    second = ObservedModel.load(b, precision === undefined ? load : { ...load, precision }, signature);
    const matching = intermediates ? matchTensors(first.model, second.model) : NOTHING;
    const states = matching.pairs.map(newState);
    const pair = new ComparedPair(
      first,
      second,
      states,
      pairInputs(first, second),
      pairOutputs(first, second),
    );
    const { samples, count } = samplesOf(options, first.inputs);
    let done = 0;
    for await (const inputs of samples) {
      throwIfAborted(signal, "compareModels");
      await pair.add(first.tensorsOf(inputs), done++, signal);
      onProgress?.({ phase: "compare", done, ...(count === undefined ? {} : { total: count }) });
    }
    if (done === 0) throw noSamples();
    const backend = { a: first.backend, b: second.backend };
    return { samples: done, backend, tolerance, ...findings(first, pair, matching, tolerance) };
  } finally {
    first.dispose();
    second?.dispose();
  }
}

const NOTHING: Matching = { pairs: [], unmatched: [] };

function findings(
  first: ObservedModel,
  pair: ComparedPair,
  { unmatched }: Matching,
  tolerance: number,
): Pick<Comparison, "outputs" | "tensors" | "firstDivergence" | "unmatched" | "notComputed"> {
  const [computed, notComputed] = [true, false].map((is) =>
    pair.states.filter(({ order }) => order >= 0 === is),
  );
  const tensors = [...computed!]
    .sort((one, other) => one.order - other.order)
    .map((state) => comparisonOf(state, tolerance));
  return {
    outputs: pair.outputs.map((difference, i) => ({
      name: first.outputs[i]!.name,
      types: pair.outputTypes[i]!,
      ...difference.figures,
    })),
    tensors,
    firstDivergence: tensors.find(({ diverges }) => diverges) ?? null,
    unmatched,
    notComputed: notComputed!.map(({ pair: { name } }) => name),
  };
}

function comparisonOf({ pair, difference, runs, types }: PairState, tolerance: number): TensorComparison {
  const { a: _a, b: _b, ...described } = pair;
  const { figures } = difference;
  const { relativeRmse, relativeError, mismatches, unpaired } = figures;
  const diverges = relativeRmse > tolerance || relativeError > 1 || mismatches + unpaired > 0;
  return { ...described, types: { ...types }, runs: { ...runs }, ...figures, diverges };
}
