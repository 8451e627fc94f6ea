import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { type CompiledModel, loadModel } from "../../src/index.js";
import { caseModel } from "../models/cases.js";
import { backends } from "./backends.js";

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

/** Runs with an input of a shape that nothing was planned for yet. */
function runOnce(model: CompiledModel, batch: number): WeakRef<Float32Array> {
  const data = new Float32Array(batch * 512);
  model.runSync({ input: { data, shape: [batch, 512] } });
  return new WeakRef(data);
}

test.each(backends)("no input is kept when its run is over on the backend %s", async (backend) => {
  const model = await loadModel(caseModel("signatures"), { backend });
  const inputs = [1, 2, 3].map((batch) => runOnce(model, batch));
  // References are kept until the turn of the event loop is over.
  await new Promise((resolve) => setImmediate(resolve));
  collectGarbage();
  expect(inputs.map((input) => input.deref())).toEqual([undefined, undefined, undefined]);
  model.dispose();
});
