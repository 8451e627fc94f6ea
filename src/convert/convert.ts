import * as fs from "node:fs";
import { type Backend, selectBackend } from "../addon/index.js";
import { checkOptionNames, HalfliteError, throwIfAborted } from "../errors.js";
import { type ExportPlan, exportTFLite } from "../exporters/tflite.js";
import { type Float16Statistics, mergeStatistics } from "../float16/index.js";
import type { Model, Rewrite } from "../graph/index.js";
import { verify } from "../graph/index.js";
import { importTFLite } from "../importers/tflite.js";
import {
  type ConstantDecision,
  type Float16Settings,
  type Pass,
  runPasses,
  toFloat16,
  toFloat32,
} from "../passes/index.js";
import {
  type ByteRange,
  type ByteSource,
  fromBytes,
  type ModelFile,
  openFile,
  readModel,
} from "../tflite/index.js";
import {
  CONVERT_KEYS,
  type ConvertOptions,
  float16Settings,
  RESTORE_KEYS,
  type RestoreOptions,
  type WriteOptions,
} from "./options.js";
import { createOutput } from "./output.js";
import type { ConstantReport, Conversion, ConversionReport } from "./report.js";
import { verifyOutput } from "./verify_output.js";
import { allocateModel, copySource, type Sink, type Target, writeModel } from "./write.js";

/**
 * Converts the float32 constants of a .tflite model to float16, each behind a DEQUANTIZE that restores it.
 *
 * @param source a path, or the bytes of a model
 * @throws INVALID_MODEL, UNSUPPORTED_MODEL, INVALID_GRAPH for the model; OUTPUT_EXISTS, IO for the output; FLOAT16_OVERFLOW under
 * the policy `error`; INVALID_ARGUMENT, UNKNOWN_NAME, BACKEND_UNAVAILABLE for options; ABORTED; VERIFICATION_FAILED.
 * After any of them the output is as it was before.
 */
export function convert(source: string | Uint8Array, options: ConvertOptions = {}): Promise<Conversion> {
  checkOptionNames(options, CONVERT_KEYS);
  return rewrite(source, options, toFloat16, float16Settings(options));
}

/**
 * The way back: float16 constants with a DEQUANTIZE become float32 constants, with the values that float16 left them.
 *
 * @throws as {@link convert}
 */
export function restore(source: string | Uint8Array, options: RestoreOptions = {}): Promise<Conversion> {
  checkOptionNames(options, RESTORE_KEYS);
  return rewrite(source, options, toFloat32, float16Settings({}));
}

/** What one attempt at planning gave. */
interface Attempt {
  model: Model;
  rewrites: Rewrite[];
  decisions: ConstantDecision[];
  /** Null: the output is the input as it is. */
  plan: ExportPlan | null;
}

async function rewrite(
  from: string | Uint8Array,
  options: WriteOptions,
  pipeline: readonly Pass[],
  settings: Float16Settings,
): Promise<Conversion> {
  const started = performance.now();
  throwIfAborted(options.signal, "convert");
  const backend = selectBackend(backendOptions(options));
  const source = typeof from === "string" ? openFile(from) : fromBytes(from);
  const sink = openTarget(source, options);
  try {
    const before = stamp(source);
    const file = readModel(source);
    const { attempt, measured } = await attemptUntilSettled(
      file,
      pipeline,
      settings,
      options,
      backend,
      sink.sink,
    );
    if (stamp(source) !== before)
      throw new HalfliteError("IO", {
        path: source.name,
        operation: "convert",
        reason: "the file changed meanwhile",
      });
    const verification = options.verify ? await verifyOutput(file, sink, options) : undefined;
    const { fsync = true, force = false, signal } = options;
    throwIfAborted(signal, "convert");
    await sink.file?.commit({ fsync, force, signal });
    const report = reportOf(source, options, settings, pipeline, backend, attempt, measured, started);
    if (verification) report.verification = verification;
    const bytes = sink.bytes();
    return bytes ? { bytes, report } : { report };
  } finally {
    sink.file?.discard();
    source.close();
  }
}

const backendOptions = ({ backend, target, threads }: WriteOptions) => ({
  ...(backend === undefined ? {} : { backend }),
  ...(target === undefined ? {} : { target }),
  ...(threads === undefined ? {} : { threads }),
});

/** What changes when somebody writes to the file. */
const stamp = (source: ByteSource): string => {
  if (source.fd === undefined) return "";
  const { size, mtimeMs } = fs.fstatSync(source.fd);
  return `${size} ${mtimeMs}`;
};

function openTarget(source: ByteSource, { output, force = false, dryRun = false }: WriteOptions): Target {
  if (output !== undefined && source.path !== undefined && sameFile(source.path, output)) {
    source.close();
    throw new HalfliteError("INVALID_ARGUMENT", {
      argument: "output",
      expected: "another file than the input",
      received: output,
    });
  }
  if (dryRun) return { sink: null, bytes: () => undefined };
  if (output === undefined) {
    let memory: Uint8Array | undefined;
    const allocate = (byteLength: number) => {
      memory = allocateModel(byteLength);
      return memory;
    };
    return { sink: { memory: allocate }, bytes: () => memory };
  }
  try {
    const file = createOutput(output, force);
    return { sink: { file }, file, bytes: () => undefined };
  } catch (error) {
    source.close();
    throw error;
  }
}

function sameFile(a: string, b: string): boolean {
  const real = (path: string) => (fs.existsSync(path) ? fs.realpathSync(path) : path);
  return real(a) === real(b);
}

/**
 * Plans as if every unmeasured constant were harmless, and converts; the conversion measures on its way. If a constant
 * then turns out to hold what its policy refuses, the plan is made again with what is now known. Two rounds suffice.
 */
async function attemptUntilSettled(
  file: ModelFile,
  pipeline: readonly Pass[],
  settings: Float16Settings,
  options: WriteOptions,
  backend: Backend,
  sink: Sink,
): Promise<{ attempt: Attempt; measured: Map<ByteRange, Float16Statistics> }> {
  const measured = new Map<ByteRange, Float16Statistics>();
  const overflow = settings.overflow === "clamp" ? "clamp" : "infinity";
  for (;;) {
    const attempt = plan(file, pipeline, settings, measured);
    if (!attempt.plan) {
      await copySource({ source: file.source, sink, backend, overflow, options });
      return { attempt, measured };
    }
    const { source, appended } = file;
    const found = await writeModel({
      plan: attempt.plan,
      source,
      appended,
      sink,
      backend,
      overflow,
      options,
    });
    for (const [range, statistics] of found) measured.set(range, statistics);
    const settled = plan(file, pipeline, settings, measured);
    if (sameDecisions(attempt.decisions, settled.decisions)) return { attempt, measured };
  }
}

const sameDecisions = (a: readonly ConstantDecision[], b: readonly ConstantDecision[]): boolean =>
  a.length === b.length && a.every((decision, i) => decision.converted === b[i]!.converted);

/** The default profile asks for ever more saving per constant until the file really is smaller, or stays as it is. */
function plan(
  file: ModelFile,
  pipeline: readonly Pass[],
  settings: Float16Settings,
  measured: ReadonlyMap<ByteRange, Float16Statistics>,
): Attempt {
  const shrinks = pipeline === toFloat16 && settings.profile === "default";
  for (let minimumSaving = settings.minimumSaving; ; minimumSaving = minimumSaving * 4 + 256) {
    const model = importTFLite(file);
    verify(model, "import");
    const decisions: ConstantDecision[] = [];
    const rewrites = runPasses(model, pipeline, {
      settings: { ...settings, minimumSaving },
      measured,
      decisions,
    });
    const converted =
      pipeline === toFloat16 ? decisions.some((decision) => decision.converted) : rewrites.length > 0;
    if (!converted) return { model, rewrites: [], decisions, plan: null };
    const exported = exportTFLite(model, file.appended?.byteLength ?? 0);
    if (!shrinks || exported.size < file.source.size) return { model, rewrites, decisions, plan: exported };
  }
}

function reportOf(
  source: ByteSource,
  options: WriteOptions,
  settings: Float16Settings,
  pipeline: readonly Pass[],
  backend: Backend,
  attempt: Attempt,
  measured: ReadonlyMap<ByteRange, Float16Statistics>,
  started: number,
): ConversionReport {
  const constants = attempt.decisions.map((decision) => constantReport(decision, measured));
  const written = new Set(attempt.decisions.filter((d) => d.converted).map((d) => d.range));
  const statistics = mergeStatistics([...written].flatMap((range) => measured.get(range) ?? []));
  const { output } = options;
  return {
    input: { name: source.name, byteLength: source.size },
    output: {
      ...(output === undefined ? {} : { path: output }),
      byteLength: attempt.plan?.size ?? source.size,
    },
    changed: attempt.plan !== null,
    ...(pipeline === toFloat16 ? { profile: settings.profile, overflow: settings.overflow } : {}),
    constants,
    rewrites: attempt.rewrites,
    statistics,
    warnings: [],
    backend:
      backend.kind === "native"
        ? { kind: "native", target: backend.targetName, threads: backend.threads }
        : { kind: "js", target: "typescript", threads: backend.threads, reason: backend.reason },
    milliseconds: performance.now() - started,
  };
}

function constantReport(
  decision: ConstantDecision,
  measured: ReadonlyMap<ByteRange, Float16Statistics>,
): ConstantReport {
  const { graph, value, name, operators, byteLength, converted, reason, rule, range } = decision;
  const statistics = measured.get(range);
  return {
    name,
    subgraph: graph.index,
    shape: [...(value.attributes.shape ?? [])],
    operators,
    byteLength,
    converted,
    reason,
    rule,
    ...(statistics ? { statistics } : {}),
  };
}
