import * as fs from "node:fs";
import { type CompiledModel, isHalfliteError, loadModel } from "../../src/index.js";
import { buildModel } from "../models/build.js";
import { caseModel } from "../models/cases.js";
import type { ModelSpec } from "../models/spec.js";
import { fixture } from "../paths.js";

/** Its runs are long enough to be interrupted. */
const js = { backend: "js" } as const;
const x = { x: new Float32Array(512) };

const outcome = (run: Promise<unknown>) =>
  run.then(
    () => "done",
    (error) => (isHalfliteError(error) ? error.code : `${error}`),
  );

/** y = x + x, computed so often that a run takes a while. */
function longModel(operators: number): Uint8Array {
  const numbers = Array.from({ length: operators }, (_, i) => i);
  const spec: ModelSpec = {
    subgraphs: [
      {
        tensors: [{ name: "x", shape: [512] }, ...numbers.map((i) => ({ name: `t${i}`, shape: [512] }))],
        inputs: ["x"],
        outputs: [`t${operators - 1}`],
        operators: numbers.map((i) => ({ operator: "ADD", inputs: ["x", "x"], outputs: [`t${i}`] })),
      },
    ],
  };
  return buildModel(spec);
}

describe("runs at the same time", () => {
  let model: CompiledModel;
  beforeEach(async () => {
    model = await loadModel(longModel(2000), js);
  });
  afterEach(() => model.dispose());

  test("are done in the order of the calls", async () => {
    const order: number[] = [];
    const runs = [0, 1, 2, 3].map(async (i) => {
      const [output] = await model.run([new Float32Array(512).fill(i)]);
      order.push(i);
      return output?.data[0];
    });
    expect(await Promise.all(runs)).toEqual([0, 2, 4, 6]);
    expect(order).toEqual([0, 1, 2, 3]);
  });

  test("let the event loop turn", async () => {
    let turns = 0;
    const count = setInterval(() => turns++, 1);
    await Promise.all([1, 2, 3, 4, 5].map(() => model.run(x)));
    clearInterval(count);
    expect(turns).toBeGreaterThan(1);
  });

  test("what cannot wait is refused meanwhile", async () => {
    const run = model.run(x);
    expect(() => model.runSync(x)).toThrow(expect.objectContaining({ code: "BUSY" }));
    expect(() => model.resetVariables()).toThrow(expect.objectContaining({ code: "BUSY" }));
    await run;
    expect(Object.keys(model.runSync(x))).toHaveLength(1);
  });

  test("runSync from within a run is refused", () => {
    const onTensor = () => model.runSync(x);
    expect(() => model.runSync(x, { onTensor })).toThrow(expect.objectContaining({ code: "BUSY" }));
    expect(Object.keys(model.runSync(x))).toHaveLength(1);
  });

  test("one that fails does not stop the next", async () => {
    const failing = model.run(x, {
      onTensor: () => {
        throw new Error("of the caller");
      },
    });
    const next = model.run(x);
    await expect(failing).rejects.toThrow("of the caller");
    expect(await outcome(next)).toBe("done");
  });

  test("an abort ends a run between two operators, and one that waits at once", async () => {
    const stopped = new AbortController();
    const running = model.run(x, {
      signal: stopped.signal,
      onTensor: () => stopped.abort(new Error("enough")),
    });
    await expect(running).rejects.toMatchObject({ code: "ABORTED", name: "AbortError" });
    const waiting = new AbortController();
    let firstIsDone = false;
    const first = model.run(x).then(() => {
      firstIsDone = true;
    });
    const second = outcome(model.run(x, { signal: waiting.signal }));
    waiting.abort();
    expect(await second).toBe("ABORTED");
    expect(firstIsDone).toBe(false);
    await first;
    expect(await outcome(model.run(x))).toBe("done");
  });

  test("dispose lets the run in progress end, and fails those that wait", async () => {
    const runs = [model.run(x), model.run(x), model.run(x)].map(outcome);
    await new Promise(setImmediate);
    model.dispose();
    model.dispose();
    expect(await Promise.all(runs)).toEqual(["done", "DISPOSED", "DISPOSED"]);
    expect(await outcome(model.run(x))).toBe("DISPOSED");
  });
});

test("a disposed model refuses everything", async () => {
  const model = await loadModel(caseModel("epsilon"), js);
  model[Symbol.dispose]();
  const disposed = expect.objectContaining({ code: "DISPOSED" });
  expect(() => model.runSync(x)).toThrow(disposed);
  expect(() => model.inputs).toThrow(disposed);
  expect(() => model.resizeInputs({})).toThrow(disposed);
  expect(() => model.resetVariables()).toThrow(disposed);
  await expect(model.run(x)).rejects.toMatchObject({ code: "DISPOSED" });
});

test("a backend that cannot be had is refused", async () => {
  const impossible = loadModel(caseModel("epsilon"), { backend: "js", target: "scalar" });
  await expect(impossible).rejects.toMatchObject({ code: "BACKEND_UNAVAILABLE" });
});

test("loading, running and disposing many times leaves nothing behind", async () => {
  const file = fixture("call_once_mul.tflite");
  const openFiles = () => (fs.existsSync("/proc/self/fd") ? fs.readdirSync("/proc/self/fd").length : 0);
  const before = openFiles();
  for (let i = 0; i < 1000; i++) {
    const model = await loadModel(file, js);
    const [output] = await model.run([Float32Array.of(i)]);
    expect(output?.data[0]).toBe(2 * i);
    model.dispose();
  }
  expect(openFiles()).toBeLessThanOrEqual(before + 2);
});
