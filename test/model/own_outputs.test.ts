import {
  type CompiledModel,
  type CustomOperator,
  Interpreter,
  loadModel,
  type Tensor,
} from "../../src/index.js";
import { buildCase } from "../conformance/build_case.js";
import { buildModel } from "../models/build.js";
import { caseModel, cases } from "../models/cases.js";
import type { ModelSpec } from "../models/spec.js";
import { backends } from "./backends.js";
import { sharingModels } from "./sharing_models.js";

type Run = (model: CompiledModel, x: Float32Array) => Promise<Tensor[]>;

const ways: readonly [string, Run][] = [
  ["run", (model, x) => model.run([x])],
  ["runSync", async (model, x) => model.runSync([x])],
  ["run with an observer", (model, x) => model.run([x], { onTensor: () => {} })],
];

const numbers = (tensors: readonly Tensor[]) => tensors.map(({ data }) => Array.from(data, Number));
const change = ({ data }: Tensor) => (data as Float32Array).fill(77);

describe.each(backends)("outputs are the caller's alone on %s", (backend) => {
  describe.each(ways)("%s", (_, run) => {
    test.each(sharingModels.map((model) => [model.name, model] as const))("%s", async (_name, spec) => {
      const model = await loadModel(buildCase(spec), { backend });
      const x = Float32Array.of(1, 2, 3, 4, 5, 6);
      const first = await run(model, x);
      const expected = numbers(first);
      await run(model, Float32Array.of(9, 8, 7, 6, 5, 4));
      expect(numbers(first)).toEqual(expected);
      first.forEach((output, i) => {
        change(output);
        expect(numbers(first.slice(i + 1))).toEqual(expected.slice(i + 1));
      });
      expect(Array.from(x)).toEqual([1, 2, 3, 4, 5, 6]);
      expect(numbers(await run(model, x))).toEqual(expected);
      model.dispose();
    });
  });

  test("a signature that names one tensor twice", async () => {
    const { spec } = cases.find(({ name }) => name === "signatures")!;
    const [signature] = spec.signatures!;
    const [, tensor] = signature!.outputs[0]!;
    const outputs = [
      ["a", tensor],
      ["b", tensor],
    ] as const;
    const model = await loadModel(buildModel({ ...spec, signatures: [{ ...signature!, outputs }] }), {
      backend,
    });
    const { a, b } = model.runSync({ input: new Float32Array(512) });
    const expected = numbers([b!]);
    change(a!);
    expect(numbers([b!])).toEqual(expected);
  });

  test("a custom operator keeps what it reads and what it makes", async () => {
    const kept: Float32Array[] = [];
    const keeping: CustomOperator = {
      infer: ([a]) => [{ dtype: a!.dtype, shape: a!.shape }],
      run([a], [y]) {
        (y!.data as Float32Array).set(a!.data as Float32Array);
        kept.push(a!.data as Float32Array, y!.data as Float32Array);
      },
    };
    const model = await loadModel(buildModel(readBehind()), {
      backend,
      customOperators: { HalfliteTest: keeping },
    });
    const outputs = model.runSync([new Float32Array(4).fill(1), ["text"]]);
    const expected = numbers(outputs);
    for (const data of kept) data.fill(55);
    expect(numbers(outputs)).toEqual(expected);
    for (const output of outputs) change(output);
    for (const data of kept) expect(Array.from(data)).not.toContain(77);
  });

  test("a run copies what it has to, and no more", async () => {
    const model = await loadModel(caseModel("appended_zip"), { backend });
    const outputs = [new Float32Array(512)];
    model.runSync([outputs[0]!.slice()]);
    const copies = jest.spyOn(Object.getPrototypeOf(Float32Array.prototype), "slice");
    try {
      model.runSync([new Float32Array(512)]);
      expect(copies).toHaveBeenCalledTimes(1);
      model.runSync([new Float32Array(512)], { outputs });
      expect(copies).toHaveBeenCalledTimes(1);
    } finally {
      copies.mockRestore();
    }
  });

  test("an interpreter's tensors", () => {
    const interpreter = new Interpreter({
      modelContent: caseModel("constant_is_output"),
      backend,
    });
    interpreter.allocateTensors();
    const [y, constant] = interpreter.getOutputDetails().map(({ index }) => index);
    interpreter.invoke();
    const before = [y!, constant!].map((index) => interpreter.getTensor(index));
    (interpreter.getTensor(y!) as Float32Array).fill(77);
    (interpreter.getTensor(constant!) as Float32Array).fill(77);
    expect([y!, constant!].map((index) => interpreter.getTensor(index))).toEqual(before);
  });
});

/** An output that a custom operator reads behind its segment: as it also reads strings, it gets the tensor itself. */
function readBehind(): ModelSpec {
  const shape = [4];
  return {
    subgraphs: [
      {
        tensors: [
          { name: "x", shape },
          { name: "text", type: "STRING", shape: [1] },
          { name: "start", type: "INT32", data: Int32Array.of(3) },
          { name: "y", shape },
          { name: "count", type: "INT32" },
          { name: "w", shape },
          { name: "sum", shape },
          { name: "z", shape },
        ],
        inputs: ["x", "text"],
        outputs: ["y", "w", "z", "sum"],
        operators: [
          { operator: "ADD", inputs: ["x", "x"], outputs: ["y"] },
          {
            operator: "WHILE",
            inputs: ["start", "x"],
            outputs: ["count", "w"],
            loop: { condition: 1, body: 1 },
          },
          { operator: "ADD", inputs: ["w", "y"], outputs: ["sum"] },
          { operator: "CUSTOM", customCode: "HalfliteTest", inputs: ["y", "text"], outputs: ["z"] },
        ],
      },
      {
        tensors: [
          { name: "i", type: "INT32" },
          { name: "v", shape },
          { name: "limit", type: "INT32", data: Int32Array.of(0) },
          { name: "go", type: "BOOL" },
        ],
        inputs: ["i", "v"],
        outputs: ["go"],
        operators: [{ operator: "LESS", inputs: ["i", "limit"], outputs: ["go"] }],
      },
    ],
  };
}
