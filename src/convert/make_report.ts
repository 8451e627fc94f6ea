import type { Backend } from "../addon/index.js";
import { type Float16Statistics, mergeStatistics } from "../float16/index.js";
import { type ConstantDecision, toFloat16 } from "../passes/index.js";
import type { ByteRange } from "../tflite/index.js";
import type { OpenedModel, SourceKind } from "./importer.js";
import type { WriteOptions } from "./options.js";
import type { Attempt, Task } from "./plan.js";
import type { ConstantReport, ConversionReport } from "./report.js";

/** A conversion that is done. */
export interface Done {
  kind: SourceKind;
  opened: OpenedModel;
  options: WriteOptions;
  task: Task;
  backend: Backend;
  attempt: Attempt;
  measured: ReadonlyMap<ByteRange, Float16Statistics>;
  /** When it began, as `performance.now()` had it. */
  started: number;
}

/** What a conversion did, for its caller. */
export function reportOf({
  kind,
  opened,
  options,
  task,
  backend,
  attempt,
  measured,
  started,
}: Done): ConversionReport {
  const { name, byteLength } = opened;
  const { pipeline, settings } = task;
  const constants = attempt.decisions.map((decision) => constantReport(decision, measured));
  const written = new Set(attempt.decisions.filter((d) => d.converted).map((d) => d.range));
  const statistics = mergeStatistics([...written].flatMap((range) => measured.get(range) ?? []));
  const { output } = options;
  return {
    input: { name, kind, byteLength },
    output: {
      ...(output === undefined ? {} : { path: output }),
      byteLength: attempt.plan?.size ?? byteLength,
    },
    changed: attempt.plan !== null,
    ...(pipeline === toFloat16 ? { profile: settings.profile, overflow: settings.overflow } : {}),
    constants,
    rewrites: [...opened.rewrites, ...attempt.rewrites],
    statistics,
    warnings: [...opened.warnings],
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
