import {
  type ConversionReport,
  conversionReport,
  convert,
  renderHtml,
  renderMarkdown,
  restore,
} from "../../src/index.js";
import { fixture } from "../paths.js";

const conversionOf = async (name: string): Promise<ConversionReport> =>
  (await convert(fixture(name), { dryRun: true })).report;

test("sizes by operator are those of the constants", async () => {
  const conversion = await conversionOf("mobilenet_v1_0.25_128.tflite");
  const report = conversionReport(conversion);
  expect(report.title).toBe("mobilenet_v1_0.25_128.tflite");
  expect(report.sections.map(({ heading }) => heading)).toEqual([
    "Summary",
    "Sizes",
    "Errors",
    "Kept float32",
  ]);
  const rows = report.sections[1]!.tables![0]!.rows;
  expect(rows.map(([operator]) => operator)).toEqual(["CONV_2D", "DEPTHWISE_CONV_2D"]);
  const sum = (column: number) => rows.reduce((total, row) => total + (row[column] as number), 0);
  expect(sum(1)).toBe(conversion.constants.length);
  expect(sum(2)).toBe(conversion.constants.reduce((total, { byteLength }) => total + byteLength, 0));
});

test("every constant names its operators", async () => {
  const { constants } = await conversionOf("mobilenet_v1_0.25_128.tflite");
  expect(constants.find(({ name }) => name.endsWith("Conv2d_0/weights"))!.operators).toEqual(["CONV_2D"]);
  const custom = await conversionOf("custom_op.tflite");
  expect(custom.constants.flatMap(({ operators }) => operators)).not.toContain("CUSTOM");
});

test("several models have an overview", async () => {
  const conversions = [
    await conversionOf("fsalv_cnn_float32.tflite"),
    await conversionOf("nl_classifier.tflite"),
  ];
  const report = conversionReport(conversions);
  expect(report.title).toBe("Conversion of 2 models");
  expect(report.sections[0]!.tables![0]!.rows).toHaveLength(2);
  expect(renderHtml(report).match(/<svg /g)).toHaveLength(7);
});

test("what was not converted, and what was restored", async () => {
  const unchanged = conversionReport(await conversionOf("hello_world_int8.tflite"));
  expect(renderMarkdown(unchanged)).toContain("nothing to convert");
  const { report } = await restore(fixture("fsalv_cnn_float16.tflite"), { dryRun: true });
  expect(conversionReport(report)).toMatchObject({ subtitle: "float16 to float32, by halflite" });
  expect(renderHtml(conversionReport(report))).toContain("fsalv_cnn_float16");
});

test("an infinite error is written, not drawn", async () => {
  const conversion = await conversionOf("nl_classifier.tflite");
  const [first, ...rest] = conversion.constants;
  const statistics = { ...first!.statistics!, maxAbsError: Infinity, sumSquaredError: Infinity };
  const hostile = { ...conversion, statistics, constants: [{ ...first!, statistics }, ...rest] };
  expect(renderHtml(conversionReport(hostile))).toContain("∞");
  expect(renderMarkdown(conversionReport(hostile))).toContain("∞");
});
