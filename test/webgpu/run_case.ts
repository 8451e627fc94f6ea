import { importTFLite } from "../../src/importers/tflite.js";
import type { GpuDelegate } from "../../src/index.js";
import { delegateModel } from "../../src/runtime/delegate/delegate_model.js";
import { DelegatedSession } from "../../src/runtime/delegate/session.js";
import { JsSession } from "../../src/runtime/js/session.js";
import { prepare } from "../../src/runtime/prepare.js";
import type { Tensor } from "../../src/tensor/index.js";
import { fromBytes, readModel } from "../../src/tflite/index.js";
import { buildCase, inputsOf } from "../conformance/build_case.js";
import type { Case } from "../conformance/case.js";

const STEP_LIMIT = 10_000;

/** The outputs of each run of a case; null where the GPU takes nothing of it. */
export async function runOnGpu(testCase: Case, delegate: GpuDelegate): Promise<Tensor[][] | null> {
  const graphs = prepare(importTFLite(readModel(fromBytes(buildCase(testCase)))), new Map());
  const model = await delegateModel(graphs, delegate);
  if (model.delegated.length === 0) return null;
  const session = new DelegatedSession(new JsSession(model.graphs), graphs, model);
  try {
    const runs: Tensor[][] = [];
    for (let run = 0; run < testCase.runs; run++)
      runs.push(await session.run(0, inputsOf(testCase, run), { stepLimit: STEP_LIMIT }));
    return runs;
  } finally {
    session.dispose();
  }
}

/** What the reference makes of it. */
export function runReference(testCase: Case): Tensor[][] {
  const graphs = prepare(importTFLite(readModel(fromBytes(buildCase(testCase)))), new Map());
  const session = new JsSession(graphs);
  return Array.from({ length: testCase.runs }, (_, run) =>
    session.runSync(0, inputsOf(testCase, run), { stepLimit: STEP_LIMIT }),
  );
}
