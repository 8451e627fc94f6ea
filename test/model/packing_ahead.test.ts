// Weights are packed on another thread behind loading, for whoever comes first.
import { spawnSync } from "node:child_process";
import * as path from "node:path";
import { Worker } from "node:worker_threads";
import { loadModel } from "../../src/index.js";
import { fixture } from "../paths.js";
import { backends } from "./backends.js";

const file = fixture("mobilenet_v1_0.25_128.tflite");
const image = new Float32Array(128 * 128 * 3).map((_, i) => Math.sin(i));
const program = (then: string) => `
  const { loadModel } = require(${JSON.stringify(path.resolve(__dirname, "..", "..", "src", "main.js"))});
  loadModel(${JSON.stringify(file)}, { backend: "native" }).then((model) => { ${then} });`;

const describeNative = backends.includes("native") ? describe : describe.skip;

describeNative("weights that another thread packs", () => {
  test("a run right behind loading waits for them", async () => {
    const results: number[][] = [];
    for (const pause of [0, 0, 50]) {
      const model = await loadModel(file, { backend: "native", threads: 2 });
      if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
      results.push(Array.from(model.runSync([image])[0]!.data, Number));
      model.dispose();
    }
    expect(results[0]!.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 3);
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
  });

  test("sessions that share them run at the same time", async () => {
    const models = await Promise.all([1, 2, 3].map(() => loadModel(file, { backend: "native", threads: 2 })));
    const [first, ...others] = await Promise.all(
      models.map(async (model) => Array.from((await model.run([image]))[0]!.data, Number)),
    );
    for (const other of others) expect(other).toEqual(first);
    for (const model of models) model.dispose();
  });

  test.each([
    ["ends", ""],
    ["exits", "process.exit(0);"],
    ["disposes of the model", "model.dispose();"],
  ])("a process that %s right behind loading", (_, then) => {
    for (let i = 0; i < 5; i++) {
      const { status, signal, stderr } = spawnSync(process.execPath, ["-e", program(then)], {
        encoding: "utf8",
      });
      expect([status, signal, stderr]).toEqual([0, null, ""]);
    }
  });

  test("a thread that is ended right behind loading", async () => {
    const then = 'require("node:worker_threads").parentPort.postMessage(0);';
    for (let i = 0; i < 5; i++) {
      const worker = new Worker(program(then), { eval: true });
      await new Promise((resolve) => worker.once("message", resolve));
      await worker.terminate();
    }
  });
});
