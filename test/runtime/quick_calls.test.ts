import { type NativeProgram, selectBackend } from "../../src/addon/index.js";
import { importTFLite } from "../../src/importers/tflite.js";
import { NativeSession } from "../../src/runtime/native/session.js";
import { prepare } from "../../src/runtime/prepare.js";
import { fromBytes, readModel } from "../../src/tflite/index.js";
import { buildCase, inputsOf } from "../conformance/build_case.js";
import { sharingModels } from "../model/sharing_models.js";

const backend = selectBackend({ backend: "auto", threads: 1 });
const testNative = backend.kind === "native" ? test : test.skip;
const [spec] = sharingModels;

interface Calls {
  now: number;
  off: number;
  /** What the addon measured. */
  milliseconds?: number;
}

/** A session whose programs take so long off the thread, as they say, and come back much later. Counts both kinds of call. */
function sessionOf(milliseconds: number, calls: Calls): NativeSession {
  if (backend.kind !== "native") throw new Error(backend.reason);
  const { addon } = backend;
  const createProgram: typeof addon.createProgram = (...args) => {
    const program = addon.createProgram(...args);
    const slow: NativeProgram = {
      heldBytes: program.heldBytes,
      run(...call) {
        calls.now++;
        return program.run(...call);
      },
      runAsync(arena, threads, microseconds, done) {
        calls.off++;
        program.runAsync(arena, threads, microseconds, (error, failedStep, measured) => {
          calls.milliseconds = measured;
          setTimeout(done, 20, error, failedStep, milliseconds);
        });
      },
    };
    return slow;
  };
  const model = importTFLite(readModel(fromBytes(buildCase(spec!))));
  return new NativeSession(prepare(model, new Map()), { ...backend, addon: { ...addon, createProgram } });
}

testNative(
  "what is quick by itself stays on this thread, however long the way to another one took",
  async () => {
    const calls: Calls = { now: 0, off: 0 };
    const session = sessionOf(0.01, calls);
    for (let run = 0; run < 2; run++) await session.run(0, inputsOf(spec!, 0), { stepLimit: 1 });
    expect(calls).toMatchObject({ now: 1, off: 1 });
    session.dispose();
  },
);

testNative("what takes long keeps off this thread", async () => {
  const calls: Calls = { now: 0, off: 0 };
  const session = sessionOf(5, calls);
  const begun = performance.now();
  for (let run = 0; run < 3; run++) await session.run(0, inputsOf(spec!, 0), { stepLimit: 1 });
  expect(calls).toMatchObject({ now: 0, off: 3 });
  expect(calls.milliseconds).toBeGreaterThan(0);
  expect(calls.milliseconds).toBeLessThan(performance.now() - begun);
  session.dispose();
});
