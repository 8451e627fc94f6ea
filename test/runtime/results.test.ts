import { selectBackend } from "../../src/addon/index.js";
import { importTFLite } from "../../src/importers/tflite.js";
import { JsSession } from "../../src/runtime/js/session.js";
import { NativeSession } from "../../src/runtime/native/session.js";
import { prepare } from "../../src/runtime/prepare.js";
import { Results } from "../../src/runtime/results.js";
import { fromBytes, readModel } from "../../src/tflite/index.js";
import { buildCase, inputsOf } from "../conformance/build_case.js";
import type { Case } from "../conformance/case.js";
import { backends } from "../model/backends.js";
import { dynamicModel, sharingModels } from "../model/sharing_models.js";

const modelOf = (name: string): Case => sharingModels.find((one) => one.name === name)!;
const stepLimit = 100;

/** Which outputs of a run the caller may have as they are. */
function claimed(spec: Case, open: (bytes: Uint8Array) => JsSession | NativeSession): boolean[] {
  const session = open(buildCase(spec));
  const results = new Results();
  const inputs = inputsOf(spec, 0).map((input) =>
    input.data.length === 1 ? { ...input, data: Float32Array.of(2) } : input,
  );
  const outputs = session.runSync(0, inputs, { stepLimit, results });
  session.dispose();
  return outputs.map(({ data }) => results.claim(data));
}

const prepared = (bytes: Uint8Array) => prepare(importTFLite(readModel(fromBytes(bytes))), new Map());

function openNative(bytes: Uint8Array): NativeSession {
  const backend = selectBackend({ backend: "native", threads: 1 });
  if (backend.kind !== "native") throw new Error(backend.reason);
  return new NativeSession(prepared(bytes), backend);
}

const describeNative = backends.includes("native") ? describe : describe.skip;

describeNative("the native session", () => {
  test.each<[string, boolean[]]>([
    ["ADD the input is an output", [false, true]],
    ["ADD a constant is an output", [false, true, false]],
    ["ADD an output twice", [true, false, false, false]],
    ["ADD a folded output", [true, false]],
    ["RESHAPE of an output, the input and a constant", [true, true, true, false]],
    ["READ_VARIABLE of an output", [true, false, false]],
    ["CALL hands an output through twice", [false, false, false]],
    ["WHILE not once", [false, false, false]],
    ["WHILE two times", [false, false, false]],
  ])("%s: what was made for an output alone is not copied again", (model, expected) => {
    expect(claimed(modelOf(model), openNative)).toEqual(expected);
  });

  test("what a later segment reads is copied", () => {
    expect(claimed(dynamicModel, openNative)).toEqual([true, false, true]);
  });

  test("a result goes from the arena into the caller's array", () => {
    const spec = modelOf("ADD an output twice");
    const session = openNative(buildCase(spec));
    const array = new Float32Array(6);
    const outputs = session.runSync(0, inputsOf(spec, 0), {
      stepLimit,
      results: new Results([undefined, array]),
    });
    expect(outputs[1]!.data).toBe(array);
    expect(array).toEqual(session.runSync(0, inputsOf(spec, 0), { stepLimit })[1]!.data);
    session.dispose();
  });
});

test("the reference keeps no account, so that all is copied", () => {
  const open = (bytes: Uint8Array) => new JsSession(prepared(bytes));
  expect(claimed(modelOf("ADD the input is an output"), open)).toEqual([false, false]);
});
