import * as fs from "node:fs";
import { importTFLite } from "../../src/importers/tflite.js";
import { typeOf } from "../../src/runtime/constants.js";
import type { Session } from "../../src/runtime/session.js";
import type { Tensor } from "../../src/tensor/index.js";
import { fromBytes, readModel } from "../../src/tflite/index.js";
import { generateInput } from "../runtime/inputs.js";
import type { DType } from "../runtime/tensors.js";
import { type Backend, backends } from "./backends.js";

/** What came of it, and which nodes the native backend left to the reference. */
export interface ModelRun {
  readonly outputs: readonly Tensor[];
  readonly fallbacks: Session["fallbacks"];
}

const STEP_LIMIT = 1_000_000;

/** Runs the main subgraph on the generated inputs that golden outputs were recorded with; by default on the reference backend. */
export function runModel(path: string, backend: Backend = backends[0]!): ModelRun {
  const bytes = new Uint8Array(fs.readFileSync(path));
  const model = importTFLite(readModel(fromBytes(bytes, path)));
  const inputs = model.graphs[0]!.inputs.map((value, position): Tensor => {
    const type = typeOf(value);
    const dtype = type.dtype.toLowerCase() as DType;
    return { ...type, data: generateInput(dtype, type.shape, position) as Tensor["data"] };
  });
  const session = backend.open(bytes);
  try {
    const outputs = session.runSync(0, inputs, { stepLimit: STEP_LIMIT });
    return { outputs, fallbacks: session.fallbacks };
  } finally {
    session.dispose();
  }
}
