import { ActivationRange } from "../../src/compare/audit/activation_range.js";
import { Magnitudes } from "../../src/compare/audit/magnitudes.js";
import { auditRanges } from "../../src/index.js";
import { fixture } from "../paths.js";
import { chain, LENGTH } from "./models.js";

test("percentiles are at most an eighth too large", () => {
  const magnitudes = new Magnitudes();
  magnitudes.add(Float32Array.from({ length: 1000 }, (_, i) => (i % 2 ? -1 : 1) * i));
  for (const part of [0.1, 0.5, 0.99, 0.999]) {
    const found = magnitudes.percentile(part);
    expect(found).toBeGreaterThanOrEqual(part * 1000 - 1);
    expect(found).toBeLessThanOrEqual(1.125 * part * 1000);
  }
  expect(new Magnitudes().percentile(0.5)).toBe(0);
});

test.each(["js", "auto"] as const)("every figure of a range, backend %s", (backend) => {
  const range = new ActivationRange();
  range.add(Float32Array.from([1, -2, 0, 70_000, 1e-5, 1e-8]), { backend });
  range.add(Float32Array.from([Number.NaN, -Infinity, 3e-8]), { backend });
  expect(range.figures).toMatchObject({
    count: 9,
    minimum: -2,
    maximum: 70_000,
    maxAbs: 70_000,
    minAbs: Math.fround(1e-8),
    overflow: 1,
    subnormal: 2,
    vanishing: 1,
    nan: 1,
    infinity: 1,
    snr: -Infinity,
  });
});

const scaled = (factor: number) =>
  chain([
    { operator: "MUL", constant: "scale", values: factor },
    { operator: "MUL", constant: "back", values: 1 / factor },
  ]);

const samples = [{ x: Float32Array.from({ length: LENGTH }, (_, i) => 1 + i / LENGTH) }];

test.each([
  [1e5, "unsafe", "overflows"],
  [1e4, "risky", "close"],
  [100, "safe", "fits"],
  [1e-7, "risky", "imprecise"],
] as const)("values around %d are %s", async (factor, verdict, fitness) => {
  const audit = await auditRanges(scaled(factor), { samples });
  expect(audit).toMatchObject({ verdict, samples: 1, otherTypes: 0, notComputed: [] });
  expect(audit.activations.map(({ name, fitness }) => [name, fitness])).toEqual([
    ["x", "fits"],
    ["of scale", fitness],
    ["y", "fits"],
  ]);
  expect(audit.activations[1]).toMatchObject({ operator: "MUL", place: "subgraph 0, operator 0 (MUL)" });
});

test("NaN in float32 already", async () => {
  const model = chain([{ operator: "MUL", constant: "w", values: Number.NaN }]);
  const { verdict, activations } = await auditRanges(model, { samples });
  expect(verdict).toBe("risky");
  expect(activations[1]).toMatchObject({ fitness: "invalid", nan: LENGTH });
});

test("a real model, with other types and restored constants", async () => {
  const { verdict, activations, otherTypes } = await auditRanges(
    fixture("official_pairs/keras_lstm_fp16.tflite"),
  );
  expect(verdict).toBe("safe");
  expect(activations.length).toBeGreaterThan(10);
  expect(otherTypes).toBeGreaterThan(0);
});

test("refuses what it does not know", async () => {
  const refused = (options: object) => expect(auditRanges(scaled(1), options)).rejects;
  await refused({ precision: "float16" }).toMatchObject({ code: "UNKNOWN_NAME" });
  await refused({ samples: [] }).toMatchObject({ code: "INVALID_ARGUMENT" });
});
