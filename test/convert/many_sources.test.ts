import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { conversionText } from "../../src/cli/print/conversion.js";
import { palette } from "../../src/cli/print/text.js";
import { convertFrom } from "../../src/convert/convert.js";
import {
  type ConvertOptions,
  conversionReport,
  convert,
  type Profile,
  type Progress,
  renderMarkdown,
} from "../../src/index.js";
import { fromBytes, readModel } from "../../src/tflite/index.js";
import { backends } from "../model/backends.js";
import { buildModel } from "../models/build.js";
import { fixture } from "../paths.js";
import { dequantizes, floatConstants } from "./constants.js";
import { scatter } from "./scattered_model.js";

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "halflite-sources-"));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

const inFolder = (name: string) => path.join(folder, name);

/** 10 MiB of weights, which no batch holds, and what is small beside them. */
const large = (() => {
  const width = 1280;
  const weights = Float32Array.from({ length: 2 * width * width }, (_, i) => Math.sin(i));
  const bias = (layer: number) => Float32Array.from({ length: width }, (_, i) => i / width - layer);
  const layer = (i: number) => ({
    operator: "FULLY_CONNECTED" as const,
    inputs: [i === 0 ? "x" : `y${i - 1}`, `weights${i}`, `bias${i}`],
    outputs: [`y${i}`],
  });
  return buildModel({
    subgraphs: [
      {
        tensors: [
          { name: "x", shape: [1, width] },
          ...[0, 1, 2].flatMap((i) => [
            {
              name: `weights${i}`,
              shape: [width, width],
              data: weights.slice(i * 1000, i * 1000 + width * width),
            },
            { name: `bias${i}`, shape: [width], data: bias(i) },
            { name: `y${i}`, shape: [1, width] },
          ]),
        ],
        inputs: ["x"],
        outputs: ["y2"],
        operators: [0, 1, 2].map(layer),
      },
    ],
  });
})();

const fixtures = [
  "mobilenet_v1_0.25_128.tflite",
  "micro_mnist_lstm.tflite",
  "multi_subgraphs_while.tflite",
  "weight_shared_between_convs.tflite",
  "official_pairs/dense_dynamic_batch.tflite",
];
const models: [string, () => Uint8Array][] = [
  ["three layers of 6.5 MB", () => large],
  ...fixtures.map((name): [string, () => Uint8Array] => [name, () => fs.readFileSync(fixture(name))]),
];

const convertScattered = (scattered: ReturnType<typeof scatter>, options: ConvertOptions = {}) =>
  convertFrom([scattered], scattered.source, options);

describe.each(backends)(
  "constants from two files, memory and computed ones, on the backend %s",
  (backend) => {
    test.each(models)("%s becomes what it becomes from one file", async (_, bytesOf) => {
      const bytes = bytesOf();
      const scattered = scatter(bytes, folder);
      for (const profile of ["default", "compat"] satisfies Profile[]) {
        const options = { profile, backend, verify: true };
        const expected = await convert(bytes, options);
        const output = inFolder(`${profile}.tflite`);
        const { report } = await convertScattered(scattered, { ...options, output });
        const inMemory = await convertScattered(scattered, options);
        expect(fs.readFileSync(output).equals(inMemory.bytes!)).toBe(true);
        // A .tflite model that gains nothing is copied as its writer laid it out.
        if (expected.report.changed) expect(Buffer.from(inMemory.bytes!).equals(expected.bytes!)).toBe(true);
        else expect(constantsOf(inMemory.bytes!)).toEqual(constantsOf(bytes));
        expect(report.constants.map(withoutSums)).toEqual(expected.report.constants.map(withoutSums));
        expect(report.verification).toEqual(expected.report.verification);
        expect(report.changed).toBe(true);
      }
      expect(scattered.calls).toEqual({ opened: 4, closed: 4 });
    });

    test("the statistics of a constant are those of all its pieces", async () => {
      const scattered = scatter(large, folder, ["computed"]);
      const { report } = await convertScattered(scattered, { backend });
      const expected = await convert(large, { backend });
      for (const [i, { statistics }] of report.constants.entries()) {
        const whole = expected.report.constants[i]!.statistics!;
        for (const [name, value] of Object.entries(whole))
          expect(statistics?.[name as keyof typeof whole]).toBeCloseTo(value, 6);
      }
      expect(Math.max(...scattered.reads)).toBeLessThanOrEqual(4 * 2 ** 20);
    });

    test("a dry run measures, and tells the size that a run has", async () => {
      const scattered = scatter(large, folder);
      const dry = await convertScattered(scattered, {
        backend,
        dryRun: true,
        output: inFolder("out.tflite"),
      });
      const real = await convertScattered(scattered, { backend });
      expect(dry.report.output.byteLength).toBe(real.bytes!.byteLength);
      expect(dry.report.constants.map(withoutSums)).toEqual(real.report.constants.map(withoutSums));
      expect(fs.readdirSync(folder)).toEqual(["scattered"]);
    });

    test("progress never falls and ends with the bytes of all constants", async () => {
      const seen: Progress[] = [];
      const scattered = scatter(large, folder);
      await convertScattered(scattered, { backend, onProgress: (progress) => seen.push(progress) });
      const done = seen.map(({ bytesDone }) => bytesDone);
      expect(done).toEqual([...done].sort((a, b) => a - b));
      expect(new Set(seen.map(({ bytesTotal }) => bytesTotal))).toEqual(new Set([done.at(-1)]));
      expect(done.at(-1)).toBeGreaterThan(3 * 4 * 1280 * 1280);
      expect(done.length).toBeGreaterThan(3);
    });

    test("a value beyond the range of float16 is found on the way, and the model is imported once", async () => {
      const data = Float32Array.from({ length: 2 ** 17 }, (_, i) => (i === 99_999 ? 1e6 : i / 2 ** 17));
      const bytes = oneConstant(data);
      const scattered = scatter(bytes, folder, ["computed"]);
      const { report } = await convertScattered(scattered, { backend });
      expect(report.constants).toMatchObject([
        { converted: false, rule: "overflow", statistics: { overflow: 1 } },
      ]);
      expect(scattered.calls).toEqual({ opened: 1, closed: 1 });
      await expect(convertScattered(scattered, { backend, overflow: "error" })).rejects.toMatchObject({
        code: "FLOAT16_OVERFLOW",
        details: { tensor: "constant" },
      });
    });
  },
);

const constantsOf = (bytes: Uint8Array) => floatConstants(readModel(fromBytes(bytes)));

/** Sums of pieces are added in another order. */
const withoutSums = ({ statistics, ...constant }: { statistics?: object }) => {
  const {
    sumSquaredError: _,
    sumSquares: __,
    sumProducts: ___,
    ...counts
  } = (statistics ?? {}) as Record<string, number>;
  return { ...constant, counts };
};

function oneConstant(data: Float32Array): Uint8Array {
  const tensors = [
    { name: "x", shape: [data.length] },
    { name: "constant", shape: [data.length], data },
    { name: "y", shape: [data.length] },
  ];
  const operators = [{ operator: "ADD" as const, inputs: ["x", "constant"], outputs: ["y"] }];
  return buildModel({ subgraphs: [{ tensors, inputs: ["x"], outputs: ["y"], operators }] });
}

describe("without float16", () => {
  test("a source that is no .tflite model becomes one of float32", async () => {
    const bytes = fs.readFileSync(fixture("mobilenet_v1_0.25_128.tflite"));
    const scattered = scatter(bytes, folder);
    const { bytes: written, report } = await convertScattered(scattered, { float16: false, verify: true });
    expect(constantsOf(written!)).toEqual(constantsOf(bytes));
    expect(dequantizes(readModel(fromBytes(written!))).flat()).toEqual([]);
    expect(report).toMatchObject({ changed: true, constants: [], rewrites: [] });
    expect(report.input).toEqual({
      name: scattered.source,
      kind: "saved_model",
      byteLength: scattered.shards.reduce((sum, shard) => sum + fs.statSync(shard).size, 0),
    });
    expect(report.profile).toBeUndefined();
    const text =
      conversionText(report, false, palette(process.stdout)) + renderMarkdown(conversionReport(report));
    expect(text).toContain("float32 as it is");
    expect(text).not.toContain("converted");
  });

  test("where nothing is worth converting the float32 model is written", async () => {
    const scattered = scatter(fs.readFileSync(fixture("lstm_float.tflite")), folder);
    const byDefault = await convertScattered(scattered, { verify: true });
    const float32 = await convertScattered(scattered, { float16: false });
    expect(Buffer.from(byDefault.bytes!).equals(float32.bytes!)).toBe(true);
    expect(byDefault.report).toMatchObject({ changed: true, rewrites: [], profile: "default" });
    expect(byDefault.report.constants.length).toBeGreaterThan(0);
    expect(byDefault.report.output.byteLength).toBe(byDefault.bytes!.byteLength);
  });

  test("is refused for a .tflite model, together with settings of float16, and with a typed value", async () => {
    const model = fixture("fsalv_cnn_float32.tflite");
    const refused = (argument: string) => ({ code: "INVALID_ARGUMENT", details: { argument } });
    const converting = convert(model, { float16: false, output: inFolder("x.tflite") });
    await expect(converting).rejects.toMatchObject(refused("float16"));
    expect(fs.readdirSync(folder)).toEqual([]);
    const wrong: [ConvertOptions, string][] = [
      [{ float16: false, profile: "compat" }, "profile"],
      [{ float16: false, exclude: { operators: ["ADD"] } }, "exclude"],
      [{ float16: 16 as unknown as boolean }, "float16"],
    ];
    for (const [options, argument] of wrong)
      await expect((async () => convert(model, options))()).rejects.toMatchObject(refused(argument));
  });
});
