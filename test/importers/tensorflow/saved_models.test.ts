import * as fs from "node:fs";
import * as path from "node:path";
import { importTFLite } from "../../../src/importers/tflite.js";
import { convert, type InputData, isHalfliteError, loadModel } from "../../../src/index.js";
import { parseNpy } from "../../../src/npy/index.js";
import { elementCount } from "../../../src/tensor/index.js";
import { fromBytes, readModel } from "../../../src/tflite/index.js";
import { describeWithSharedModels, fixture } from "../../paths.js";

/** Of the largest element of an output: sums in other orders, other approximations of exponentials. */
const FLOAT_ACCURACY = 2e-6;
/** Of weights that keep 11 bits, through a handful of layers. */
const FLOAT16_ACCURACY = 5e-3;

interface Numbers {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

interface Expected {
  readonly inputs: Readonly<Record<string, Numbers>>;
  readonly outputs: Readonly<Record<string, Readonly<Record<string, Numbers>>>>;
}

const readExpected = (folder: string): Expected =>
  JSON.parse(fs.readFileSync(path.join(folder, "expected.json"), "utf8")) as Expected;

/** The largest difference, of the largest expected element. */
function distance(received: ArrayLike<unknown>, expected: ArrayLike<unknown>): number {
  const scale = Math.max(...Array.from(expected, (one) => Math.abs(Number(one))));
  return Math.max(...Array.from(expected, (one, i) => Math.abs(Number(one) - Number(received[i])))) / scale;
}

describe.each(["tf2", "tf1", "keras2_lstm"])("the SavedModel %s of our own", (name) => {
  const folder = fixture(path.join("saved_models", name));
  const { inputs, outputs } = readExpected(folder);

  test.each(["native", "js"] as const)(
    "computes what TensorFlow computed, converted with %s",
    async (backend) => {
      for (const [float16, accuracy] of [
        [false, FLOAT_ACCURACY],
        [true, FLOAT16_ACCURACY],
      ] as const) {
        const { bytes } = await convert(folder, { float16, backend, signatureKeys: Object.keys(outputs) });
        const model = await loadModel(bytes!);
        for (const [signature, expected] of Object.entries(outputs)) {
          const received = await model.run(
            Object.fromEntries(
              Object.entries(inputs).map(([key, { shape, data }]) => [
                key,
                { shape, data: Float32Array.from(data) },
              ]),
            ),
            { signature },
          );
          expect(Object.keys(received).sort()).toEqual(Object.keys(expected).sort());
          for (const [key, { shape, data }] of Object.entries(expected)) {
            expect(received[key]!.shape).toEqual(shape);
            expect(distance(received[key]!.data, data)).toBeLessThan(accuracy);
          }
        }
        model.dispose();
      }
    },
  );
});

describe("a SavedModel", () => {
  const folder = fixture(path.join("saved_models", "tf2"));

  const failure = async (action: Promise<unknown>) => {
    const error = await action.then(
      () => undefined,
      (one: unknown) => one,
    );
    if (!isHalfliteError(error)) throw error ?? new Error("nothing was thrown");
    return error;
  };

  test("becomes a file with its signatures, an open batch and the runtime that it needs", async () => {
    const { bytes, report } = await convert(folder, { float16: false });
    const model = await loadModel(bytes!);
    expect(Object.keys(model.signatures)).toEqual(["serving_default"]);
    expect(model.inputs[0]!.shapeSignature).toEqual([-1, 6, 6, 2]);
    expect(report.input.byteLength).toBe(sizeOf(folder, "expected.json"));
    expect(Buffer.from(bytes!).includes("min_runtime_version")).toBe(true);
    model.dispose();
  });

  test("is refused with the signatures that exist, and the tags", async () => {
    const signature = await failure(convert(folder, { signatureKeys: ["serve"] }));
    expect(signature.code).toBe("UNKNOWN_NAME");
    expect(signature.message).toContain("serving_default");
    const tags = await failure(convert(folder, { tags: ["train"] }));
    expect(tags.code).toBe("UNKNOWN_NAME");
    expect(tags.message).toContain("serve");
  });
});

/** Bytes of all files of a folder but one. */
function sizeOf(folder: string, except: string): number {
  const files = fs.readdirSync(folder, { recursive: true, withFileTypes: true });
  return files
    .filter((file) => file.isFile() && file.name !== except)
    .reduce((sum, file) => sum + fs.statSync(path.join(file.parentPath, file.name)).size, 0);
}

describeWithSharedModels("SavedModels beside the checkout", (models) => {
  const folder = path.join(models, "saved_models");
  const names = fs.readdirSync(folder).filter((name) => fs.existsSync(path.join(folder, name, "golden")));

  const graphsOf = (file: Uint8Array) => importTFLite(readModel(fromBytes(file)));
  const operatorsOf = (file: Uint8Array) =>
    graphsOf(file).graphs.reduce((sum, { nodes }) => sum + nodes.length, 0);

  test.each(names)("%s computes what the official file computes, with no more operators", async (name) => {
    const golden = (kind: string, { value }: { value: { name: string } }) => {
      const file = `${kind}_${value.name.replace(":", "_")}.npy`;
      return parseNpy(fs.readFileSync(path.join(folder, name, "golden", file)), file);
    };
    const { bytes } = await convert(path.join(folder, name, "saved_model"), { float16: false });
    const official = fs.readFileSync(path.join(folder, name, "official_float32.tflite"));
    expect(operatorsOf(bytes!)).toBeLessThanOrEqual(operatorsOf(official));
    const [signature] = graphsOf(bytes!).signatures;
    const model = await loadModel(bytes!);
    const outputs = await model.run(
      Object.fromEntries(
        signature!.inputs.map((input) => [input.name, golden("in", input) as unknown as InputData]),
      ),
    );
    for (const output of signature!.outputs) {
      const { shape, data } = golden("out", output);
      expect(outputs[output.name]!.shape).toEqual(shape);
      expect(distance(outputs[output.name]!.data, data)).toBeLessThan(FLOAT_ACCURACY);
    }
    model.dispose();
  });

  test.each(names)("%s takes no more bytes as float16 than the official file", async (name) => {
    const { bytes } = await convert(path.join(folder, name, "saved_model"), { profile: "compat" });
    const official = fs.statSync(path.join(folder, name, "official_float16.tflite")).size;
    expect(bytes!.byteLength).toBeLessThanOrEqual(1.01 * official);
  });

  /** An input that is the same everywhere. */
  const waves = (shape: readonly number[]) => ({
    shape,
    data: Float32Array.from({ length: elementCount(shape) }, (_, i) => Math.sin(i * i)),
  });

  // Its .tflite twin has weights of 8 bits, so the truth is TensorFlow 2.21, which computed this.
  test("mlperf_kws computes what TensorFlow computes", async () => {
    const { bytes } = await convert(path.join(folder, "mlperf_kws"), { float16: false });
    const model = await loadModel(bytes!);
    const [output] = Object.values(await model.run({ input_1: waves([1, 49, 10, 1]) }));
    const expected = [
      0.03997165, 0.07059498, 0.05127209, 0.02095625, 0.04147366, 0.09618534, 0.05255403, 0.03709001,
      0.05078997, 0.02140087, 0.00917253, 0.50853866,
    ];
    expect(distance(output!.data, expected)).toBeLessThan(FLOAT_ACCURACY);
    model.dispose();
  });

  test("basic_pitch computes what the .tflite file computes that its authors made", async () => {
    const { bytes } = await convert(path.join(folder, "basic_pitch"), { float16: false });
    const [ours, theirs] = [
      await loadModel(bytes!),
      await loadModel(path.join(folder, "basic_pitch", "nmp.tflite")),
    ];
    const input = waves(theirs.inputs[0]!.shape);
    const received = Object.values(await ours.run({ [ours.inputs[0]!.name]: input }));
    for (const expected of Object.values(await theirs.run({ [theirs.inputs[0]!.name]: input }))) {
      const match = received.filter(({ shape }) => `${shape}` === `${expected.shape}`);
      expect(Math.min(...match.map((one) => distance(one.data, expected.data)))).toBeLessThan(1e-4);
    }
    ours.dispose();
    theirs.dispose();
  });
});
