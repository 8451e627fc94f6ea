import { type CustomOperator, loadModel, type OutputType } from "../../src/index.js";
import { caseModel } from "../models/cases.js";
import { backends } from "./backends.js";

const model = caseModel("custom_operator");
const x = new Float32Array(512).fill(2);

const load = (operator: CustomOperator, backend: "auto" | "js" | "native" = "auto") =>
  loadModel(model, { backend, customOperators: { HalfliteTest: operator } });

/** y = x * weights */
const product: CustomOperator = {
  infer: ([a]) => [{ dtype: a!.dtype, shape: a!.shape }],
  run([a, b], [y], customOptions) {
    expect(customOptions).toBeInstanceOf(Uint8Array);
    const [from, weights, to] = [a, b, y].map((tensor) => tensor!.data as Float32Array);
    for (let i = 0; i < to!.length; i++) to![i] = from![i]! * weights![i]!;
  },
};

test.each(backends)("runs in TypeScript on the backend %s", async (backend) => {
  const loaded = await load(product, backend);
  expect(loaded.outputs[0]?.shape).toEqual([512]);
  const { y } = await loaded.run({ x });
  expect(y?.data[9]).toBeCloseTo(0.02, 6);
});

test("its errors reach the caller", async () => {
  const loaded = await load({
    ...product,
    run() {
      throw new RangeError("of the operator");
    },
  });
  await expect(loaded.run({ x })).rejects.toThrow(RangeError);
});

test.each<[string, readonly unknown[] | undefined]>([
  ["no types", undefined],
  ["too few types", []],
  ["an unknown type", [{ dtype: "FLOAT8", shape: [512] }]],
  ["an open shape", [{ dtype: "FLOAT32", shape: [-1] }]],
])("what infers %s is refused", async (_, types) => {
  const operator = { ...product, infer: () => types as readonly OutputType[] };
  // The native backend asks when it loads the model, the other one when it runs it.
  const run = load(operator).then((loaded) => loaded.run({ x }));
  await expect(run).rejects.toMatchObject({ code: "SHAPE_MISMATCH" });
});

test("something without its functions is refused", async () => {
  await expect(load({ infer: product.infer } as CustomOperator)).rejects.toMatchObject({
    code: "INVALID_ARGUMENT",
    details: { argument: "customOperators.HalfliteTest.run", received: "undefined" },
  });
});
