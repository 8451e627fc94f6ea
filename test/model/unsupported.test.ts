import { HalfliteError, loadModel } from "../../src/index.js";
import { buildModel } from "../models/build.js";
import { caseModel } from "../models/cases.js";
import { backends } from "./backends.js";

/** Adds and multiplies booleans, which neither operator does. */
const wrongForms = buildModel({
  subgraphs: [
    {
      tensors: [
        { name: "a", type: "BOOL", shape: [2] },
        { name: "b", type: "BOOL", shape: [2] },
        { name: "c", type: "BOOL", shape: [2] },
        { name: "d", type: "BOOL", shape: [2] },
      ],
      inputs: ["a", "b"],
      outputs: ["d"],
      operators: [
        { operator: "ADD", inputs: ["a", "b"], outputs: ["c"] },
        { operator: "MUL", inputs: ["a", "c"], outputs: ["d"] },
      ],
    },
  ],
});

const errorOf = async (model: Uint8Array, backend: "js" | "native") => {
  const error = await loadModel(model, { backend }).catch((thrown: unknown) => thrown);
  if (!(error instanceof HalfliteError)) throw new Error(`loaded, or threw ${error}`);
  return error;
};

test.each(backends)("all unknown forms are listed in one error, %s", async (backend) => {
  const { code, details } = await errorOf(wrongForms, backend);
  expect(code).toBe("UNSUPPORTED_OPERATOR");
  expect(details).toMatchObject({
    file: "<memory>",
    operators: [{ operator: "subgraph 0, operator 0 (ADD)" }, { operator: "subgraph 0, operator 1 (MUL)" }],
  });
});

test.each(backends)("a custom operator that nobody registered is named, %s", async (backend) => {
  const { message } = await errorOf(caseModel("custom_operator"), backend);
  expect(message).toMatch(/cannot execute custom operator ".+" \(it is not registered\)/);
});

/** Adds numbers, and asks whether they are known; behind that, a product of booleans that MUL does not know. */
const behindValues = buildModel({
  subgraphs: [
    {
      tensors: [
        { name: "x", shape: [2] },
        { name: "sum", shape: [2] },
        { name: "shape", type: "INT32", shape: [1] },
        { name: "y", shape: [2] },
        { name: "b", type: "BOOL", shape: [2] },
        { name: "c", type: "BOOL", shape: [2] },
      ],
      inputs: ["x", "shape", "b"],
      outputs: ["y", "c"],
      operators: [
        { operator: "ADD", inputs: ["x", "x"], outputs: ["sum"] },
        { operator: "RESHAPE", inputs: ["sum", "shape"], outputs: ["y"] },
        { operator: "MUL", inputs: ["b", "b"], outputs: ["c"] },
      ],
    },
  ],
});

test.each(backends)("an unknown form behind what is compiled when it loads is found, %s", async (backend) => {
  const { code, details } = await errorOf(behindValues, backend);
  expect(code).toBe("UNSUPPORTED_OPERATOR");
  expect(details).toMatchObject({ operators: [{ operator: "subgraph 0, operator 2 (MUL)" }] });
});
