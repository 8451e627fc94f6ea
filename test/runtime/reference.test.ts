import { caseModel } from "../models/cases.js";
import { describeWithSharedModels, fixture } from "../paths.js";
import { outputDeviation } from "./compare.js";
import { readGolden } from "./golden.js";
import type { RuntimeName } from "./outcome.js";
import { sharedRealModels } from "./real_models.js";
import { RuntimeRefusal, runReference } from "./reference.js";
import { RUNTIME_NOISE } from "./tolerances.js";

/** The judge itself is judged here: against TensorFlow Lite's reference kernels, and on what it must refuse. */

const TIMEOUT_MS = 60_000;

async function stepOfRefusal(model: string | Uint8Array, runtime: RuntimeName): Promise<string | undefined> {
  const refused = await runReference(model, { runtime }).catch((error) => error);
  return refused instanceof RuntimeRefusal ? refused.step : undefined;
}

describe.each(["litert", "tfjs-tflite"] as const)("%s", (runtime) => {
  test("computes a model with given inputs", async () => {
    const x = Float32Array.from({ length: 512 }, (_, i) => i);
    const run = await runReference(caseModel("appended_zip"), { runtime, inputs: [x] });
    expect(run.inputs[0]?.data).toEqual(x);
    expect(run.outputs[0]?.shape).toEqual([512]);
    expect(run.outputs[0]?.data[100]).toBe(Math.fround(100 + Math.fround(0.101)));
  });

  test("runs a WHILE", async () => {
    const x = new Float32Array(512);
    const run = await runReference(caseModel("while_body"), { runtime, inputs: [x] });
    expect(run.outputs[0]?.data[1]).toBeCloseTo(3 * 0.002, 6);
  });

  test("takes an open dimension as 1", async () => {
    const run = await runReference(caseModel("signatures"), { runtime });
    expect(run.inputs[0]?.shape).toEqual([1, 512]);
  });

  test("refuses what is no model", async () => {
    expect(await stepOfRefusal(fixture("broken/text.tflite"), runtime)).toMatch(/load|compile/);
  });

  test("refuses an operator that it does not know, instead of returning what the memory held", async () => {
    expect(await stepOfRefusal(caseModel("custom_operator"), runtime)).toMatch(/compile|run/);
  });
});

test("tfjs-tflite runs variable tensors, which LiteRT refuses", async () => {
  expect(await stepOfRefusal(fixture("lstm_float.tflite"), "litert")).toBe("load");
  const { outputs } = await runReference(fixture("lstm_float.tflite"), { runtime: "tfjs-tflite" });
  expect(outputs).toHaveLength(1);
});

test("a run that takes too long counts as refused", async () => {
  const hang = runReference(fixture("mobilenet_v1_0.25_128.tflite"), { timeoutMs: 1 });
  await expect(hang).rejects.toMatchObject({ name: "RuntimeRefusal", step: "timeout" });
});

describeWithSharedModels("agreement with TensorFlow Lite's reference kernels", (models) => {
  test.each(sharedRealModels)(
    "$name in $runtime",
    async ({ name, runtime }) => {
      const run = await runReference(`${models}/${name}`, { runtime });
      expect(outputDeviation({ ...run, ...readGolden(models, name) }, run)).toBeLessThanOrEqual(
        RUNTIME_NOISE,
      );
    },
    TIMEOUT_MS,
  );
});
