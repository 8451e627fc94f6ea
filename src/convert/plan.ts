import { type ExportPlan, exportTFLite } from "../exporters/tflite.js";
import type { Float16Statistics } from "../float16/index.js";
import { type Rewrite, verify } from "../graph/index.js";
import { importTFLite } from "../importers/tflite.js";
import {
  type ConstantDecision,
  type Float16Settings,
  type Pass,
  runPasses,
  toFloat16,
} from "../passes/index.js";
import type { ByteRange } from "../tflite/index.js";
import type { OpenedModel } from "./importer.js";
import { copySource, type WriteSettings, writeModel } from "./write.js";

/** What is to be done with a model. */
export interface Task {
  pipeline: readonly Pass[];
  settings: Float16Settings;
  /** Whether the output has to become smaller than it would be without the pipeline. */
  shrinks: boolean;
}

/** What one attempt at planning gave. */
export interface Attempt {
  rewrites: Rewrite[];
  decisions: ConstantDecision[];
  /** Null: the output is the input as it is. */
  plan: ExportPlan | null;
}

/**
 * Plans as if every unmeasured constant were harmless, and converts; the conversion measures on its way. If a constant
 * then turns out to hold what its policy refuses, the plan is made again with what is now known. Two rounds suffice.
 */
export async function attemptUntilSettled(
  opened: OpenedModel,
  task: Task,
  write: WriteSettings,
): Promise<{ attempt: Attempt; measured: Map<ByteRange, Float16Statistics> }> {
  const measured = new Map<ByteRange, Float16Statistics>();
  const { records, original } = opened;
  for (;;) {
    const attempt = plan(opened, task, measured);
    if (!attempt.plan) {
      await copySource(original!, write);
      return { attempt, measured };
    }
    const found = await writeModel(attempt.plan, records.appended, write);
    for (const [range, statistics] of found) measured.set(range, statistics);
    const settled = plan(opened, task, measured);
    if (sameDecisions(attempt.decisions, settled.decisions)) return { attempt, measured };
  }
}

const sameDecisions = (a: readonly ConstantDecision[], b: readonly ConstantDecision[]): boolean =>
  a.length === b.length && a.every((decision, i) => decision.converted === b[i]!.converted);

/** The default profile asks for ever more saving per constant until the file really is smaller, or stays as it is. */
function plan(
  opened: OpenedModel,
  { pipeline, settings, shrinks }: Task,
  measured: ReadonlyMap<ByteRange, Float16Statistics>,
): Attempt {
  const { records, original } = opened;
  for (let minimumSaving = settings.minimumSaving; ; minimumSaving = minimumSaving * 4 + 256) {
    const model = importTFLite(records);
    verify(model, "import");
    const decisions: ConstantDecision[] = [];
    const context = { settings: { ...settings, minimumSaving }, measured, decisions };
    const rewrites = runPasses(model, pipeline, context);
    const changed =
      pipeline === toFloat16 ? decisions.some((decision) => decision.converted) : rewrites.length > 0;
    if (!changed) return { rewrites: [], decisions, plan: original ? null : planUnchanged(opened) };
    const exported = exportTFLite(model, records.appended?.byteLength ?? 0);
    const limit = () => original?.size ?? planUnchanged(opened).size;
    if (!shrinks || exported.size < limit()) return { rewrites, decisions, plan: exported };
  }
}

/** The model as it was imported: what becomes of a source that is no .tflite file where nothing is to be converted. */
const planUnchanged = ({ records }: OpenedModel): ExportPlan =>
  exportTFLite(importTFLite(records), records.appended?.byteLength ?? 0);
