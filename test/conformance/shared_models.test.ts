import * as path from "node:path";
import { describeWithSharedModels } from "../paths.js";
import { readGolden } from "../runtime/golden.js";
import { type Backend, mainBackends } from "./backends.js";
import { deviationOf } from "./compare.js";
import { goldenModels } from "./golden_models.js";
import { runModel } from "./run_model.js";
import { modelTolerance } from "./tolerances.js";

const TIMEOUT_MS = 300_000;

/** What is wrong with a model on a backend; null if nothing is. */
function failureOf(models: string, name: string, backend: Backend): string | null {
  try {
    const { outputs, fallbacks } = runModel(path.join(models, name), backend);
    const { outputs: expected } = readGolden(models, name);
    const deviation = Math.max(0, ...expected.map((tensor, i) => deviationOf(tensor, outputs[i])));
    const far = deviation > modelTolerance(name) || outputs.length !== expected.length;
    const [left] = fallbacks;
    if (left) return `${name}: ${left.place} is left to the reference: ${left.reason}`;
    return far ? `${name}: off by ${deviation.toExponential(1)}` : null;
  } catch (error) {
    return `${name}: ${(error as Error).message}`;
  }
}

describeWithSharedModels("models whose outputs are recorded from TensorFlow Lite", (models) => {
  test.each(mainBackends)(
    "on the backend $name",
    (backend) => {
      const names = goldenModels(models);
      expect(names.length).toBeGreaterThan(0);
      expect(names.map((name) => failureOf(models, name, backend)).filter((failure) => failure)).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
