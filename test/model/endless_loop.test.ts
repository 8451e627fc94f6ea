import { isHalfliteError, loadModel } from "../../src/index.js";
import { buildModel } from "../models/build.js";
import type { ModelSpec, OperatorSpec } from "../models/spec.js";
import { backends } from "./backends.js";

const values = { name: "x", shape: [512] } as const;
const add: OperatorSpec = { operator: "ADD", inputs: ["x", "x"], outputs: ["sum"] };

/** For as long as 0 is less than 1: x = x + x, or nothing at all. */
const endless = (body: ModelSpec["subgraphs"][number]): Uint8Array =>
  buildModel({
    subgraphs: [
      {
        tensors: [values, { name: "y", shape: [512] }],
        inputs: ["x"],
        outputs: ["y"],
        operators: [{ operator: "WHILE", inputs: ["x"], outputs: ["y"], loop: { condition: 1, body: 2 } }],
      },
      {
        name: "condition",
        tensors: [
          values,
          { name: "zero", type: "INT32", data: Int32Array.of(0) },
          { name: "one", type: "INT32", data: Int32Array.of(1) },
          { name: "go", type: "BOOL" },
        ],
        inputs: ["x"],
        outputs: ["go"],
        operators: [{ operator: "LESS", inputs: ["zero", "one"], outputs: ["go"] }],
      },
      body,
    ],
  });

const loops = {
  "that computes": endless({
    name: "body",
    tensors: [values, { name: "sum", shape: [512] }],
    inputs: ["x"],
    outputs: ["sum"],
    operators: [add],
  }),
  "that does nothing": endless({
    name: "body",
    tensors: [values],
    inputs: ["x"],
    outputs: ["x"],
    operators: [],
  }),
  "in its own body": endless({
    name: "body",
    tensors: [values, { name: "sum", shape: [512] }],
    inputs: ["x"],
    outputs: ["sum"],
    operators: [{ operator: "WHILE", inputs: ["x"], outputs: ["sum"], loop: { condition: 1, body: 2 } }],
  }),
};

const input = [new Float32Array(512)];

const outcome = (run: Promise<unknown>) =>
  run.then(
    () => "done",
    (error) => (isHalfliteError(error) ? error.code : `${error}`),
  );

describe.each(backends)("a loop without an end on the backend %s", (backend) => {
  test.each(["that computes", "that does nothing"] as const)(
    "%s ends at the limit of steps",
    async (name) => {
      const model = await loadModel(loops[name], { backend, stepLimit: 1000 });
      expect(() => model.runSync(input)).toThrow(expect.objectContaining({ code: "STEP_LIMIT" }));
      expect(await outcome(model.run(input))).toBe("STEP_LIMIT");
      model.dispose();
    },
  );

  test.each(["that computes", "that does nothing"] as const)(
    "%s lets the event loop turn, and ends by an abort",
    async (name) => {
      const model = await loadModel(loops[name], { backend, stepLimit: Number.MAX_SAFE_INTEGER });
      const begun = performance.now();
      expect(await outcome(model.run(input, { signal: AbortSignal.timeout(100) }))).toBe("ABORTED");
      expect(performance.now() - begun).toBeLessThan(3000);
      // The model can be used after that.
      expect(await outcome(model.run(input, { signal: AbortSignal.timeout(10) }))).toBe("ABORTED");
      model.dispose();
    },
  );

  test("in its own body is refused before the stack ends", async () => {
    const model = await loadModel(loops["in its own body"], { backend });
    expect(() => model.runSync(input)).toThrow(expect.objectContaining({ code: "INVALID_VALUE" }));
    expect(await outcome(model.run(input))).toBe("INVALID_VALUE");
    model.dispose();
  });
});
