import * as path from "node:path";
import { Worker } from "node:worker_threads";
import { isHalfliteError, loadModel } from "../../src/index.js";
import { fixture } from "../paths.js";
import { backends } from "./backends.js";
import type { WorkerData } from "./worker_run.js";

const file = fixture("mobilenet_v1_0.25_128.tflite");
const elements = 128 * 128 * 3;
const image = (value: number) => [new Float32Array(elements).fill(value)];

const outcome = (run: Promise<unknown>) =>
  run.then(
    () => "done",
    (error) => (isHalfliteError(error) ? error.code : `${error}`),
  );

const inWorker = (data: WorkerData): { worker: Worker; outputs: Promise<number[]> } => {
  const worker = new Worker(path.join(__dirname, "worker_run.js"), { workerData: data });
  const outputs = new Promise<number[]>((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
  return { worker, outputs };
};

describe.each(backends)("sessions at the same time on the backend %s", (backend) => {
  const options = { backend, ...(backend === "native" ? { threads: 2 } : {}) };

  test("runs of one model and of several do not disturb each other", async () => {
    const models = await Promise.all([1, 2, 3].map(() => loadModel(file, options)));
    const alone = [0.1, 0.5, 0.9].map((value) =>
      Array.from(models[0]!.runSync(image(value))[0]!.data, Number),
    );
    const runs = models.flatMap((model) =>
      [0.1, 0.5, 0.9, 0.1].map(async (value) => Array.from((await model.run(image(value)))[0]!.data, Number)),
    );
    const results = await Promise.all(runs);
    results.forEach((result, i) => {
      expect(result).toEqual(alone[[0, 1, 2, 0][i % 4]!]);
    });
    for (const model of models) model.dispose();
  });

  test("several threads of JavaScript", async () => {
    const data = { file, backend, sessions: 2, runs: 3, elements };
    const threads = [1, 2, 3].map(() => inWorker(data));
    const model = await loadModel(file, options);
    const here = Array.from((await model.run(image(0.25)))[0]!.data, Number);
    for (const { outputs } of threads) expect(await outputs).toEqual(here);
    model.dispose();
  });

  test("threads that end in the middle of their runs", async () => {
    const data = { file, backend, sessions: 100, runs: 100, elements };
    for (const delay of [60, 120, 200]) {
      const { worker } = inWorker(data);
      await new Promise((resolve) => setTimeout(resolve, delay));
      await worker.terminate();
    }
    const model = await loadModel(file, options);
    expect(model.runSync(image(0.25))).toHaveLength(1);
    model.dispose();
  });

  test("dispose during a run lets it end", async () => {
    const model = await loadModel(file, options);
    const runs = [outcome(model.run(image(0.5))), outcome(model.run(image(0.5)))];
    await new Promise(setImmediate);
    model.dispose();
    expect(await Promise.all(runs)).toEqual(["done", "DISPOSED"]);
  });

  test("an abort in the middle of a run", async () => {
    const model = await loadModel(file, options);
    const controller = new AbortController();
    const run = model.run(image(0.5), { signal: controller.signal, onTensor: () => controller.abort() });
    // The native backend shows tensors when all of them are computed.
    expect(await outcome(run)).toBe(backend === "js" ? "ABORTED" : "done");
    expect(await outcome(model.run(image(0.5)))).toBe("done");
    model.dispose();
  });
});
