import * as fs from "node:fs";
import * as path from "node:path";
import { convert, type InputData, loadModel } from "../../../src/index.js";
import { parseNpy } from "../../../src/npy/index.js";
import { type ElementType, numericData } from "../../../src/tensor/index.js";
import { describeWithSharedModels, fixture } from "../../paths.js";

/** Of the largest element of an output (at least 1): sums in other orders, other approximations of exponentials. */
const FLOAT_ACCURACY = 2e-6;

interface Numbers {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

interface Expected {
  readonly inputs: Readonly<Record<string, Numbers>>;
  readonly outputs: Readonly<Record<string, Numbers>>;
}

const folder = fixture("keras");
const expected = JSON.parse(fs.readFileSync(path.join(folder, "expected.json"), "utf8")) as Record<
  string,
  Expected
>;

function distance(received: ArrayLike<unknown>, wanted: ArrayLike<unknown>): number {
  const numbers = Array.from(wanted, Number);
  const scale = Math.max(1, ...numbers.map(Math.abs));
  return Math.max(...numbers.map((one, i) => Math.abs(one - Number(received[i])))) / scale;
}

const inputsOf = (inputs: Expected["inputs"]): Record<string, InputData> =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, { dtype, shape, data }]) => {
      const type = dtype.toUpperCase() as Exclude<ElementType, "STRING" | "VARIANT">;
      return [name, { shape, data: numericData(type, data) } as unknown as InputData];
    }),
  );

/** Keras 3 itself does not read these: test/keras compares the one with arithmetic, the other is a model that is recorded as .keras. */
const UNREADABLE = ["keras2.h5", "operations.h5"];

test("every model that Keras reads is recorded", () => {
  const files = fs.readdirSync(folder).filter((file) => /\.(keras|h5)$/.test(file));
  expect([...Object.keys(expected), ...UNREADABLE].sort()).toEqual(files.sort());
});

test("a file that Keras wrote and does not read computes what its twin computes", async () => {
  const { inputs, outputs } = expected["operations.keras"]!;
  const { bytes } = await convert(path.join(folder, "operations.h5"), { float16: false });
  const model = await loadModel(bytes!);
  const received = await model.run(inputsOf(inputs));
  for (const [name, { data }] of Object.entries(outputs))
    expect(distance(received[name]!.data, data)).toBeLessThan(FLOAT_ACCURACY);
  model.dispose();
});

describe.each(["native", "js"] as const)("converted with %s", (backend) => {
  test.each(Object.entries(expected))(
    "%s computes what Keras predicts",
    async (file, { inputs, outputs }) => {
      const { bytes } = await convert(path.join(folder, file), { float16: false, backend });
      const model = await loadModel(bytes!);
      const received = await model.run(inputsOf(inputs));
      expect(Object.keys(received).sort()).toEqual(Object.keys(outputs).sort());
      for (const [name, { shape, data }] of Object.entries(outputs)) {
        expect({ name, shape: received[name]!.shape }).toEqual({ name, shape });
        expect({ name, near: distance(received[name]!.data, data) < FLOAT_ACCURACY }).toEqual({
          name,
          near: true,
        });
      }
      model.dispose();
    },
  );
});

describeWithSharedModels("Keras files beside the checkout", (models) => {
  const saved = path.join(models, "saved_models");
  const files = fs
    .readdirSync(saved)
    .flatMap((name) => ["model.keras", "model.h5"].map((file) => path.join(name, file)))
    .filter((file) => fs.existsSync(path.join(saved, file)));

  test("there are some", () => expect(files.length).toBeGreaterThanOrEqual(9));

  test.each(files)("%s computes what TensorFlow Lite computes of the official file", async (file) => {
    const golden = path.join(saved, path.dirname(file), "golden");
    const read = (name: string) => parseNpy(fs.readFileSync(path.join(golden, name)), name);
    const names = fs.readdirSync(golden).sort();
    const { bytes } = await convert(path.join(saved, file), { float16: false });
    const model = await loadModel(bytes!);
    const given = names.filter((name) => name.startsWith("in_"));
    // The SavedModel's names are not always those of the layers; several inputs have their own.
    const inputs = model.inputs.map(({ name }) => {
      const own = given.length === 1 ? given[0]! : `in_serving_default_${name}_0.npy`;
      return [name, read(own) as unknown as InputData];
    });
    const outputs = Object.values(await model.run(Object.fromEntries(inputs)));
    const wanted = names.filter((name) => name.startsWith("out_")).map(read);
    expect(outputs.length).toBe(wanted.length);
    outputs.forEach((output, i) => {
      expect(output.shape).toEqual(wanted[i]!.shape);
      expect(distance(output.data, wanted[i]!.data as ArrayLike<unknown>)).toBeLessThan(FLOAT_ACCURACY);
    });
    model.dispose();
  });
});
