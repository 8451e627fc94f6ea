import process from "node:process";
import {
  type CompiledModel,
  type GpuDelegate,
  type LoadOptions,
  loadModel,
  type NodeTiming,
  type OperatorTiming,
  type Precision,
  RunProfile,
} from "../index.js";
import { delegatesOf, type GpuReport, gpuReport } from "./gpu.js";
import { gatherInputs, type InputFlags } from "./model_inputs.js";
import { peakResidentBytes } from "./peak_memory.js";
import { signatureOf } from "./signature.js";

/** What `halflite benchmark` measures. Times are milliseconds, memory is bytes. */
export interface Measurement {
  readonly backend: "js" | "native";
  /** What products with float16 weights were computed in. */
  readonly precision: Precision;
  /** Operators that run in TypeScript on the native backend. */
  readonly fallbacks: CompiledModel["fallbacks"];
  readonly gpu?: GpuReport;
  readonly load: number;
  readonly firstRun: number;
  readonly warmup: number;
  readonly runs: Distribution;
  readonly memory: {
    /** The resident memory of the process before the model was loaded, ... */
    readonly before: number;
    readonly loaded: number;
    /** ... after the last run, ... */
    readonly after: number;
    /** ... and at most. */
    readonly peak: number;
  };
  readonly profile?: {
    readonly runs: number;
    /** Of all these runs. */
    readonly milliseconds: number;
    readonly operators: readonly OperatorTiming[];
    readonly nodes: readonly NodeTiming[];
  };
}

export interface Distribution {
  readonly count: number;
  readonly minimum: number;
  readonly median: number;
  readonly mean: number;
  readonly p95: number;
  readonly maximum: number;
}

export interface MeasureOptions {
  readonly load: LoadOptions;
  readonly gpu: GpuDelegate | null;
  readonly inputs: InputFlags;
  readonly signature: string | undefined;
  readonly runs: number;
  readonly warmup: number;
  readonly profile: boolean;
  readonly signal: AbortSignal;
}

/** Profiled runs come on top of the measured ones, which they would slow down. */
const MOST_PROFILED_RUNS = 10;

/** Loads a model and runs it again and again. @throws as `loadModel` and `run` */
export async function measureModel(file: string, options: MeasureOptions): Promise<Measurement> {
  const { signal, signature } = options;
  const before = process.memoryUsage().rss;
  const begun = performance.now();
  const model = await loadModel(file, { ...options.load, ...delegatesOf(options.gpu), signal });
  const load = performance.now() - begun;
  try {
    const loaded = process.memoryUsage().rss;
    const { inputs } = signatureOf(model, signature);
    const given = Object.values(await gatherInputs(inputs, options.inputs));
    const run = (profile?: RunProfile) =>
      model.run(given, {
        signal,
        ...(signature === undefined ? {} : { signature }),
        ...(profile ? { profile } : {}),
      });
    const [firstRun] = await time(1, run);
    await time(options.warmup, run);
    const runs = distribution(await time(options.runs, run));
    const after = process.memoryUsage().rss;
    const memory = { before, loaded, after, peak: peakResidentBytes() };
    const { backend, precision, fallbacks } = model;
    const { warmup } = options;
    const measurement = {
      ...{ backend, precision, fallbacks, ...gpuReport(options.gpu, model) },
      ...{ load, firstRun: firstRun!, warmup, runs, memory },
    };
    if (!options.profile) return measurement;
    const profile = new RunProfile();
    await time(Math.min(options.runs, MOST_PROFILED_RUNS), () => run(profile));
    const { milliseconds, operators, nodes } = profile;
    return { ...measurement, profile: { runs: profile.runs, milliseconds, operators, nodes } };
  } finally {
    model.dispose();
  }
}

async function time(count: number, run: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    const begun = performance.now();
    await run();
    times.push(performance.now() - begun);
  }
  return times;
}

/** Percentiles are measured values: the smallest that the given part of all does not exceed. */
function distribution(times: readonly number[]): Distribution {
  const sorted = [...times].sort((a, b) => a - b);
  const percentile = (part: number) => sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)]!;
  return {
    count: sorted.length,
    minimum: sorted[0]!,
    median: percentile(0.5),
    mean: sorted.reduce((sum, value) => sum + value, 0) / sorted.length,
    p95: percentile(0.95),
    maximum: sorted.at(-1)!,
  };
}
