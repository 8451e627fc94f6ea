import fs from "node:fs";
import { checkOptionNames, HalfliteError, throwIfAborted, unknownName } from "../../errors.js";
import {
  type CompiledModel,
  LOAD_KEYS,
  type LoadOptions,
  loadModel,
  loadOptionsOf,
  type SignatureInfo,
  type TensorInfo,
} from "../../model/index.js";
import type { Tensor } from "../../tensor/index.js";
import { type Latency, latencyOf } from "../latency.js";
import type { Measured, Metric, MetricOptions } from "./metric.js";
import { METRIC_NAMES, type MetricName, metrics } from "./metrics.js";
import { outputNumbers, readExpected, readInput } from "./numbers.js";
import { findSamples, type SampleFiles } from "./samples.js";
import { type MeasuredSample, type MetricResult, summary } from "./summary.js";

/** Options of {@link evaluateArrays}. */
export interface ArrayEvaluationOptions extends LoadOptions, MetricOptions {
  /** .tflite files, each of which sees every sample. */
  readonly models: readonly string[];
  /** A folder with the folders `inputs` and `expected`, see {@link evaluateArrays}. */
  readonly data: string;
  readonly metrics: readonly MetricName[];
  readonly signature?: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

const KEYS = [...LOAD_KEYS, "models", "data", "metrics", "peak", "blank", "signature", "onProgress"];

/** A model on all samples. */
export interface ArrayResult {
  readonly file: string;
  readonly byteLength: number;
  readonly backend: "js" | "native";
  readonly outputs: readonly { readonly name: string; readonly metrics: readonly MetricResult[] }[];
  readonly latency: Latency;
}

/** What {@link evaluateArrays} found. */
export interface ArrayEvaluation {
  readonly kind: "arrays";
  readonly samples: number;
  readonly models: readonly ArrayResult[];
}

/** Does what `evaluateArrays` of the index says. */
export async function evaluateArrays(options: ArrayEvaluationOptions): Promise<ArrayEvaluation> {
  checkOptionNames(options, KEYS);
  for (const name of options.metrics)
    if (!METRIC_NAMES.includes(name)) throw unknownName("metrics", name, METRIC_NAMES);
  const samples = findSamples(options.data);
  const total = samples.length * options.models.length;
  const models: ArrayResult[] = [];
  for (const file of options.models) {
    const onSample = (done: number) =>
      options.onProgress?.({ done: models.length * samples.length + done, total });
    models.push(await evaluateModel(file, samples, options, onSample));
  }
  return { kind: "arrays", samples: samples.length, models };
}

async function evaluateModel(
  file: string,
  samples: readonly SampleFiles[],
  options: ArrayEvaluationOptions,
  onSample: (done: number) => void,
): Promise<ArrayResult> {
  const model = await loadModel(file, loadOptionsOf(options));
  try {
    const found = new Map<string, OutputSamples>();
    const milliseconds: number[] = [];
    for (const [i, sample] of samples.entries()) {
      throwIfAborted(options.signal, "evaluation");
      const run = await runSample(model, sample, options);
      milliseconds.push(run.milliseconds);
      for (const [name, expected] of sample.expected)
        addSample(found, sample.name, outputNamed(run.outputs, name, expected), expected, options);
      onSample(i + 1);
    }
    const outputs = [...found].map(([name, values]) => ({
      name,
      metrics: [...values].map(([metric, all]) => summary(metric, all)),
    }));
    return {
      file,
      byteLength: fs.statSync(file).size,
      backend: model.backend,
      outputs,
      latency: latencyOf(milliseconds),
    };
  } finally {
    model.dispose();
  }
}

/** What every metric says of an output, sample by sample. */
type OutputSamples = Map<MetricName, MeasuredSample[]>;

interface NamedOutput {
  readonly info: TensorInfo;
  readonly tensor: Tensor;
}

function addSample(
  found: Map<string, OutputSamples>,
  sample: string,
  { info, tensor }: NamedOutput,
  expected: string,
  options: ArrayEvaluationOptions,
): void {
  const before = found.get(info.name) ?? new Map(options.metrics.map((metric) => [metric, []]));
  for (const [metric, measured] of measure(info, tensor, expected, options))
    before.get(metric)!.push({ sample, measured });
  found.set(info.name, before);
}

async function runSample(
  model: CompiledModel,
  { inputs: files }: SampleFiles,
  options: ArrayEvaluationOptions,
) {
  const { inputs, outputs } = signatureOf(model, options.signature);
  const given = inputs.map((info) => {
    const file = files.get(info.name) ?? (inputs.length === 1 ? files.get("") : undefined);
    if (file !== undefined) return readInput(info, file);
    const expected = `a file for the input "${info.name}"`;
    throw new HalfliteError("INVALID_ARGUMENT", {
      argument: options.data,
      expected,
      received: [...files.values()].join(", "),
    });
  });
  const { signature, signal } = options;
  const begun = performance.now();
  const results = await model.run(given, {
    ...(signature === undefined ? {} : { signature }),
    ...(signal ? { signal } : {}),
  });
  const milliseconds = performance.now() - begun;
  return { outputs: outputs.map((info, i) => ({ info, tensor: results[i]! })), milliseconds };
}

function signatureOf(model: CompiledModel, signature: string | undefined): SignatureInfo {
  if (signature === undefined) return model;
  const known = model.signatures[signature];
  if (known) return known;
  throw unknownName("signature", signature, Object.keys(model.signatures));
}

function outputNamed(outputs: readonly NamedOutput[], name: string, file: string): NamedOutput {
  const found = name === "" ? outputs[0] : outputs.find(({ info }) => info.name === name);
  if (found) return found;
  throw unknownName(
    file,
    name,
    outputs.map(({ info }) => info.name),
  );
}

function measure(
  info: TensorInfo,
  tensor: Tensor,
  file: string,
  options: ArrayEvaluationOptions,
): [MetricName, Measured][] {
  const expected = readExpected(file);
  const output = outputNumbers(info, tensor, expected.areReal);
  return options.metrics.map((name) => {
    const metric: Metric = metrics[name];
    const reason = metric.refuses?.(output, expected);
    if (reason === undefined) return [name, metric.measure(output, expected, options)];
    throw new HalfliteError("INVALID_ARGUMENT", {
      argument: `${file} for ${name} of "${info.name}" [${tensor.shape.join(", ")}]`,
      expected: reason,
      received: `[${expected.shape.join(", ")}]`,
    });
  });
}
