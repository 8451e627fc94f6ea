import { selectBackend } from "../addon/index.js";
import { checkOptionNames, HalfliteError, throwIfAborted } from "../errors.js";
import { toFloat16, toFloat32 } from "../passes/index.js";
import { checkSourceOptions, type Importer, type OpenedModel } from "./importer.js";
import { importerOf, importers, tfliteImporter } from "./importers.js";
import { reportOf } from "./make_report.js";
import {
  CONVERT_KEYS,
  type ConvertOptions,
  float16Settings,
  RESTORE_KEYS,
  type RestoreOptions,
  type SourceOptions,
  sourceOptions,
  type WriteOptions,
} from "./options.js";
import { attemptUntilSettled, type Task } from "./plan.js";
import type { Conversion } from "./report.js";
import { openTarget, type Target } from "./target.js";
import { verifyOutput } from "./verify_output.js";

/** Does what `convert` of the index says. */
export function convert(source: string | Uint8Array, options: ConvertOptions = {}): Promise<Conversion> {
  return convertFrom(importers, source, options);
}

/** {@link convert} for sources of the given kinds. */
export function convertFrom(
  known: readonly Importer[],
  source: string | Uint8Array,
  options: ConvertOptions = {},
): Promise<Conversion> {
  checkOptionNames(options, CONVERT_KEYS);
  const settings = float16Settings(options);
  const wanted = sourceOptions(options);
  const shrinks = settings.profile === "default";
  const task =
    options.float16 === false ? { ...UNCHANGED, settings } : { pipeline: toFloat16, settings, shrinks };
  return rewrite(known, source, wanted, options, task);
}

/** Does what `restore` of the index says. */
export function restore(source: string | Uint8Array, options: RestoreOptions = {}): Promise<Conversion> {
  checkOptionNames(options, RESTORE_KEYS);
  const task = { pipeline: toFloat32, settings: float16Settings({}), shrinks: false };
  return rewrite([tfliteImporter], source, {}, options, task);
}

/** A model is written as it was imported. */
const UNCHANGED = { pipeline: [], shrinks: false };

async function rewrite(
  known: readonly Importer[],
  source: string | Uint8Array,
  wanted: SourceOptions,
  options: WriteOptions,
  task: Task,
): Promise<Conversion> {
  const started = performance.now();
  const { signal } = options;
  throwIfAborted(signal, "convert");
  const backend = selectBackend(backendOptions(options));
  const importer = importerOf(source, known);
  checkSourceOptions(importer, wanted);
  const target = openTarget(typeof source === "string" ? importer.files(source) : [], options);
  let opened: OpenedModel | undefined;
  try {
    opened = await importer.open(source, { ...wanted, backend, signal });
    if (opened.original && task.pipeline.length === 0) refuseFloat32(opened);
    const overflow = task.settings.overflow === "clamp" ? "clamp" : "infinity";
    const write = { sink: target.sink, backend, overflow, options } as const;
    const { attempt, measured } = await attemptUntilSettled(opened, task, write);
    refuseChanges(opened);
    const verification = options.verify ? await verifyOutput(opened.records, target, options) : undefined;
    await commit(target, options);
    const report = reportOf({
      kind: importer.name,
      opened,
      options,
      task,
      backend,
      attempt,
      measured,
      started,
    });
    if (verification) report.verification = verification;
    const bytes = target.bytes();
    return bytes ? { bytes, report } : { report };
  } finally {
    target.file?.discard();
    opened?.close();
  }
}

const backendOptions = ({ backend, target, threads }: WriteOptions) => ({
  ...(backend === undefined ? {} : { backend }),
  ...(target === undefined ? {} : { target }),
  ...(threads === undefined ? {} : { threads }),
});

function refuseFloat32({ name }: OpenedModel): never {
  throw new HalfliteError("INVALID_ARGUMENT", {
    argument: "float16",
    expected: `true for ${name}, which is a .tflite model already`,
    received: "false",
  });
}

function refuseChanges(opened: OpenedModel): void {
  const path = opened.changedFile();
  if (path === undefined) return;
  throw new HalfliteError("IO", { path, operation: "convert", reason: "the file changed meanwhile" });
}

function commit(
  { file }: Target,
  { fsync = true, force = false, signal }: WriteOptions,
): Promise<void> | undefined {
  throwIfAborted(signal, "convert");
  return file?.commit({ fsync, force, signal });
}
