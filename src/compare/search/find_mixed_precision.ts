import { convert } from "../../convert/convert.js";
import type { ConvertOptions } from "../../convert/options.js";
import type { ConversionReport } from "../../convert/report.js";
import { checkOptionNames, isHalfliteError, unknownName } from "../../errors.js";
import { loadOptionsOf } from "../../model/index.js";
import { checkBound, checkMetric } from "../metrics.js";
import { RUN_KEYS } from "../options.js";
import { type Candidate, candidatesOf } from "./candidates.js";
import {
  type MixedPrecision,
  type MixedPrecisionOptions,
  type RankedConstant,
  SEARCH_UNITS,
} from "./mixed_precision.js";
import { rank } from "./rank.js";
import { smallestSet } from "./smallest_set.js";
import { Trials } from "./trials.js";

/** Enough to tell harmful constants from others; sets are tried on all samples. */
const RANKING_SAMPLES = 2;

const KEYS = [...RUN_KEYS, "maxError", "metric", "unit", "conversion"];
const CONVERSION_KEYS = ["profile", "overflow", "include", "exclude", "maxError", "accumulation"];

/** Does what `findMixedPrecision` of the index says. */
export async function findMixedPrecision(
  source: string | Uint8Array,
  options: MixedPrecisionOptions,
): Promise<MixedPrecision> {
  checkOptionNames(options, KEYS);
  checkOptionNames(options.conversion ?? {}, CONVERSION_KEYS);
  const metric = checkMetric(options.metric);
  checkBound("maxError", options.maxError);
  if (!SEARCH_UNITS.includes(options.unit ?? "constant"))
    throw unknownName("unit", String(options.unit), SEARCH_UNITS);
  const { precision, signature, signal } = options;
  const { precision: _, ...load } = loadOptionsOf(options);
  const trials = await Trials.of(source, {
    ...sampleOptions(options),
    load,
    precision,
    signature,
    metric,
    signal,
  });
  try {
    return await new Search(source, options, trials).run();
  } finally {
    trials.dispose();
  }
}

const sampleOptions = ({ samples, random }: MixedPrecisionOptions) => ({
  ...(samples === undefined ? {} : { samples }),
  ...(random === undefined ? {} : { random }),
});

/** A candidate and the error of the outputs when it alone is float16. */
interface Measured {
  readonly candidate: Candidate;
  readonly error: number;
}

/** What is known before the search. */
interface Found {
  readonly candidates: number;
  readonly errorOfAll: number;
  readonly report: ConversionReport;
}

/** A set that reaches the bound. */
interface Best {
  readonly set: readonly Measured[];
  readonly error: number;
  readonly report: ConversionReport;
}

/** A search in progress. */
class Search {
  private readonly measured = new Map<Candidate, Measured>();
  /** The smallest so far. */
  private best: Best | null = null;
  private phase: "rank" | "search" | "reduce" | "verify" = "rank";

  constructor(
    private readonly source: string | Uint8Array,
    private readonly options: MixedPrecisionOptions,
    private readonly trials: Trials,
  ) {}

  async run(): Promise<MixedPrecision> {
    const { maxError, unit = "constant" } = this.options;
    const { bytes, report } = await this.convert({});
    const candidates = candidatesOf(report, unit, this.trials.model);
    const errorOfAll = await this.try(bytes);
    const found = { candidates: candidates.length, errorOfAll, report };
    if (errorOfAll <= maxError) return this.result(found, [], errorOfAll, report);
    try {
      const kept = await smallestSet(this.ranked(candidates, report), (set) => this.reaches(set));
      this.phase = "verify";
      const verified = await this.keeping(kept ?? [], true);
      return this.result(found, kept ?? [], await this.try(verified.bytes), verified.report);
    } catch (error) {
      if (!isHalfliteError(error, "ABORTED") || !this.options.signal?.aborted) throw error;
      return this.stopped(found);
    }
  }

  /** The candidates by the error of each alone. */
  private async *ranked(
    candidates: readonly Candidate[],
    { overflow }: ConversionReport,
  ): AsyncGenerator<Measured> {
    const errorOf = async (some: readonly Candidate[]) => {
      const tensors = some.flat().map(({ name }) => name);
      // The default profile would keep a small constant float32 that is not converted together with its operator's others.
      const { bytes } = await this.convert({ profile: "compat", overflow: overflow!, include: { tensors } });
      this.phase = "rank";
      const error = await this.try(bytes, RANKING_SAMPLES);
      const [candidate] = some;
      if (some.length === 1) this.measured.set(candidate!, { candidate: candidate!, error });
      return error;
    };
    for await (const { element } of rank(candidates, errorOf)) yield this.measured.get(element)!;
  }

  private async reaches(set: readonly Measured[]): Promise<boolean> {
    const { maxError } = this.options;
    // What breaks the bound alone will not keep it together with others.
    if ([...this.measured.values()].some((one) => one.error > maxError && !set.includes(one))) return false;
    this.phase = this.best ? "reduce" : "search";
    const { bytes, report } = await this.keeping(set, false);
    const error = await this.try(bytes);
    if (error > maxError) return false;
    if (!this.best || set.length < this.best.set.length) this.best = { set: [...set], error, report };
    return true;
  }

  /** The conversion without these. */
  private keeping(set: readonly Measured[], verify: boolean) {
    const exclude = this.options.conversion?.exclude;
    const tensors = [...(exclude?.tensors ?? []), ...constantsOf(set).map(({ name }) => name)];
    return this.convert({ exclude: { ...exclude, tensors }, verify });
  }

  private async convert(changed: ConvertOptions): Promise<{ bytes: Uint8Array; report: ConversionReport }> {
    const { backend, target, threads, signal, conversion } = this.options;
    const given = { backend, target, threads, signal };
    const defined = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
    const { bytes, report } = await convert(this.source, { ...conversion, ...defined, ...changed });
    return { bytes: bytes!, report };
  }

  private async try(bytes: Uint8Array, most?: number): Promise<number> {
    const error = await this.trials.errorOf(bytes, most);
    this.options.onProgress?.({ phase: this.phase, done: this.trials.evaluations });
    return error;
  }

  private stopped(found: Found): MixedPrecision {
    const { set, error, report } = this.best ?? { set: [], error: found.errorOfAll, report: found.report };
    return { ...this.result(found, set, error, report), stopped: true };
  }

  private result(
    { candidates, errorOfAll, report }: Found,
    kept: readonly Measured[],
    error: number,
    mixed: ConversionReport,
  ): MixedPrecision {
    const { maxError, metric = "max-abs", unit = "constant" } = this.options;
    return {
      metric,
      maxError,
      samples: this.trials.sampleCount,
      unit,
      candidates,
      errorOfAll,
      kept: constantsOf(kept),
      error,
      reached: error <= maxError,
      ranking: constantsOf([...this.measured.values()]),
      evaluations: this.trials.evaluations,
      stopped: false,
      byteLength: {
        float32: report.input.byteLength,
        float16: report.output.byteLength,
        mixed: mixed.output.byteLength,
      },
    };
  }
}

/** The most harmful first. */
const constantsOf = (set: readonly Measured[]): RankedConstant[] =>
  set
    .flatMap(({ candidate, error }) => candidate.map((constant) => ({ ...constant, error })))
    .sort((a, b) => b.error - a.error);
