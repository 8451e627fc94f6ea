import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { Importer } from "../../src/convert/importer.js";
import { importers, isModelFolder } from "../../src/convert/importers.js";
import { convert, DType, Optimize, TFLiteConverter } from "../../src/index.js";
import { fromBytes, readModel } from "../../src/tflite/index.js";
import { fixture } from "../paths.js";
import { dequantizes } from "./constants.js";
import { type ScatteredModel, scatter } from "./scattered_model.js";

const MODEL = fixture("mobilenet_v1_0.25_128.tflite");

let folder: string;
let scattered: ScatteredModel;
/** What there is besides. */
const known = [...importers];
const list = importers as Importer[];
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "halflite-converter-"));
  scattered = scatter(fs.readFileSync(MODEL), folder);
  // It plays the part of the SavedModel's importer.
  list.splice(0, list.length, scattered, ...known.filter(({ name }) => name !== "saved_model"));
});
afterEach(() => {
  list.splice(0, list.length, ...known);
  fs.rmSync(folder, { recursive: true });
});

const countDequantizes = (bytes: Uint8Array) => dequantizes(readModel(fromBytes(bytes))).flat().length;

describe("a source that is no .tflite model", () => {
  test("becomes float32 by default", async () => {
    const converter = TFLiteConverter.fromSavedModel(scattered.source);
    const bytes = await converter.convert({ verify: true });
    expect(countDequantizes(bytes)).toBe(0);
    expect(converter.report).toMatchObject({ changed: true, warnings: [] });
    expect(converter.report?.profile).toBeUndefined();
    expect(scattered.wanted).toEqual({});
  });

  test("becomes float16 where that is asked for, into a file", async () => {
    const options = { signatureKeys: ["serving_default"], tags: ["serve", "gpu"] };
    const converter = TFLiteConverter.fromSavedModel(scattered.source, options);
    converter.optimizations = [Optimize.DEFAULT];
    converter.targetSpec.supportedTypes = [DType.FLOAT16];
    const output = path.join(folder, "out.tflite");
    const report = await converter.convertToFile(output, { fsync: false });
    expect(report.warnings).toEqual([]);
    const { bytes } = await convert(MODEL);
    expect(fs.readFileSync(output).equals(bytes!)).toBe(true);
    expect(scattered.wanted).toEqual(options);
  });

  test("is found by convert, and by its folder", async () => {
    const { report } = await convert(scattered.source, { dryRun: true });
    expect(report.input.name).toBe(scattered.source);
    expect(scattered.calls).toEqual({ opened: 1, closed: 1 });
    expect([scattered.source, folder, scattered.shards[0]].map(isModelFolder)).toEqual([true, false, false]);
  });

  test("is not quantized to integers", async () => {
    const converter = TFLiteConverter.fromSavedModel(scattered.source);
    converter.optimizations = [Optimize.DEFAULT];
    const error = { code: "INVALID_ARGUMENT", details: { argument: "targetSpec.supportedTypes" } };
    await expect(converter.convert()).rejects.toMatchObject(error);
  });
});

test("a .tflite model converts to float16 only, and warns without optimizations", async () => {
  const converter = TFLiteConverter.fromTFLiteFile(MODEL);
  const error = {
    code: "INVALID_ARGUMENT",
    details: { argument: "targetSpec.supportedTypes", received: "[]" },
  };
  await expect(converter.convert()).rejects.toMatchObject(error);
  converter.targetSpec.supportedTypes = [DType.FLOAT16];
  converter.allowCustomOps = true;
  expect(countDequantizes(await converter.convert())).toBeGreaterThan(0);
  expect(converter.report?.warnings).toEqual([expect.stringContaining("optimizations is empty")]);
});

test("a source of another kind is refused, as is one that does not exist", async () => {
  const wrong = [TFLiteConverter.fromSavedModel(MODEL), TFLiteConverter.fromGraphModel(MODEL)];
  for (const converter of wrong) {
    const error = { code: "INVALID_ARGUMENT", details: { argument: "source", received: MODEL } };
    await expect(converter.convert()).rejects.toMatchObject(error);
  }
  const missing = TFLiteConverter.fromSavedModel(path.join(folder, "missing"));
  await expect(missing.convert()).rejects.toMatchObject({ code: "IO" });
});

describe("options of sources", () => {
  test("that mean nothing to a source are refused", async () => {
    const error = { code: "INVALID_ARGUMENT", details: { argument: "tags", received: "serve" } };
    await expect(convert(MODEL, { tags: ["serve"] })).rejects.toMatchObject(error);
    await expect(convert(scattered.source, { allowCustomOps: true })).rejects.toMatchObject({
      details: { argument: "allowCustomOps" },
    });
    expect(scattered.calls.opened).toBe(0);
  });

  test.each([
    [{ tags: [] }, "tags"],
    [{ tags: "serve" }, "tags"],
    [{ signatureKeys: [1] }, "signatureKeys"],
    [{ allowCustomOps: "yes" }, "allowCustomOps"],
    [{ fuseLstm: 1 }, "fuseLstm"],
  ])("of the wrong type: %j", async (options, argument) => {
    const converting = async () => convert(scattered.source, options as object);
    await expect(converting()).rejects.toMatchObject({ code: "INVALID_ARGUMENT", details: { argument } });
  });

  test("misspelt", () => {
    expect(() => TFLiteConverter.fromSavedModel("x", { tag: ["serve"] } as object)).toThrow(/tags/);
  });
});
