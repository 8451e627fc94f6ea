import { share } from "../../src/evaluate/interval.js";
import {
  type ArrayEvaluation,
  arraysReport,
  type ClassificationEvaluation,
  type Comparison,
  classificationReport,
  comparisonReport,
  type DetectionEvaluation,
  detectionReport,
  type EvaluatedModel,
  renderHtml,
  renderMarkdown,
} from "../../src/index.js";

const latency = { count: 4, min: 1, median: 2, mean: 3, p95: 9 };
const tensor = { name: "x", dtype: "FLOAT32" as const, shape: [1], shapeSignature: [1], quantization: null };
const model = (file: string): EvaluatedModel => ({
  file,
  byteLength: 1000,
  backend: "native",
  input: tensor,
  outputs: [tensor],
});
const images = {
  evaluated: 4,
  denied: 2,
  resumed: 0,
  unreadable: [{ file: "bad.jpg", reason: "bad.jpg: no image" }],
};
const run = { workers: 2, seconds: 1.5 };

const classification: ClassificationEvaluation = {
  ...{ kind: "classification", images, ...run },
  models: ["a/m.tflite", "b/<m>.tflite"].map((file) => ({
    ...model(file),
    classOffset: 0,
    latency,
    topK: [share(2, 4), share(3, 4)],
  })),
  comparisons: [
    {
      ...{
        first: "a/m.tflite",
        second: "b/<m>.tflite",
        agreement: share(3, 4),
        both: 2,
        onlyFirst: 0,
        onlySecond: 0,
        neither: 2,
      },
      difference: { value: -0.0125, low: -0.05, high: 0.02 },
      differing: [{ file: "cat.jpg", label: 3, answers: [3, 4] }],
    },
  ],
};

const figures = {
  ap: 0.5,
  ap50: 0.6,
  ap75: null,
  apSmall: null,
  apMedium: 0.2,
  apLarge: 0.7,
  ar1: 0.1,
  ar10: 0.2,
  ar100: 0.3,
  arSmall: null,
  arMedium: null,
  arLarge: null,
};
const detection: DetectionEvaluation = {
  ...{ kind: "detection", images: { ...images, withoutAnnotations: 1, withoutFile: 3 }, ...run },
  models: ["a/m.tflite", "b/m.tflite"].map((file) => ({
    ...model(file),
    ofUnknownClasses: 0,
    latency,
    precision: {
      ...figures,
      images: 4,
      skipped: {} as never,
      categories: [
        { ...figures, id: 1, name: "cat" },
        { ...figures, ap: null, id: 2, name: "dog" },
      ],
    },
  })),
};

const arrays: ArrayEvaluation = {
  kind: "arrays",
  samples: 2,
  models: [
    {
      ...{ file: "m.tflite", byteLength: 1000, backend: "js", latency },
      outputs: [
        {
          name: "y",
          metrics: [
            { metric: "mse", mean: 0.25, worst: { sample: "s1", value: 0.5 } },
            { metric: "accuracy", ...share(1, 2), worst: { sample: "s2", value: 0 } },
          ],
        },
      ],
    },
  ],
};

test("classifiers: accuracy, the comparison, and what could not be read", () => {
  const text = renderMarkdown(classificationReport(classification));
  for (const part of [
    "# Accuracy of image classifiers",
    "| 2 | 4 | 50.0 % | 15.0 % | 85.0 % |",
    "on 3 of 4 images",
    "−1.25 points",
    "cat.jpg",
    "bad.jpg",
    "2 images of the denylist",
  ])
    expect(text.replace(/ +/g, " ")).toContain(part);
});

test("detectors: figures, categories with objects, what was left out", () => {
  const report = detectionReport(detection);
  const text = renderMarkdown(report).replace(/ +/g, " ");
  for (const part of [
    "| AP | 0.500 | 0.500 |",
    "1 category with objects",
    "| `cat` | 0.500 |",
    "1 image without annotations",
    "3 annotated images without a file",
  ])
    expect(text).toContain(part);
  expect(text).not.toContain("dog");
  // Files of one name keep their folders.
  expect(report.subtitle).toBe("a/m.tflite, b/m.tflite");
});

test("arrays: a section for each metric", () => {
  const { sections } = arraysReport(arrays);
  expect(sections.map(({ heading }) => heading)).toEqual(["mse", "accuracy", "Size and latency"]);
  expect(sections[1]!.charts![0]).toMatchObject({
    series: [{ values: [0.5], intervals: [[expect.any(Number), expect.any(Number)]] }],
  });
});

test("all are rendered as HTML, and names are not markup", () => {
  const pages = [classificationReport(classification), detectionReport(detection), arraysReport(arrays)].map(
    renderHtml,
  );
  for (const page of pages) expect(page).toContain("<svg");
  expect(pages[0]).not.toContain("<m>");
  expect(pages[0]).toContain("&lt;m&gt;");
});

test("a comparison: every tensor in the order of execution, and where they part", () => {
  const figures = {
    ...{
      count: 4,
      maxAbsError: 0.5,
      worst: null,
      meanAbsError: 0.1,
      mse: 0.04,
      rmse: 0.2,
      cosine: 0.99,
      snr: 20,
      psnr: 30,
    },
    ...{ minimum: 0, maximum: 1, relativeError: 0.5, mismatches: 0, unpaired: 0 },
    ...{ nan: { a: 0, b: 0 }, infinity: { a: 0, b: 0 } },
  };
  const tensor = (name: string, relativeRmse: number) => ({
    ...{
      ...figures,
      relativeRmse,
      name,
      nameInB: null,
      subgraph: 0,
      operator: "CONV_2D",
      constants: ["weights"],
    },
    ...{
      place: "subgraph 0, operator 3 (CONV_2D)",
      matchedBy: "structure" as const,
      diverges: relativeRmse > 0.1,
    },
    ...{ types: { a: "FLOAT32 [4]", b: "FLOAT32 [4]" }, runs: { a: 1, b: 1 } },
  });
  const far = tensor("far", 0.3);
  const comparison: Comparison = {
    ...{ samples: 1, backend: { a: "js", b: "js" }, tolerance: 0.1, firstDivergence: far, notComputed: [] },
    outputs: [{ ...figures, relativeRmse: 0.3, name: "y", types: { a: "FLOAT32 [4]", b: "FLOAT32 [4]" } }],
    tensors: [tensor("near", 0.001), far],
    unmatched: [{ model: "b", name: "alone", subgraph: 0, operator: "ADD", reason: "model a has none" }],
  };
  const report = comparisonReport(comparison, { a: "m.tflite", b: "m.fp16.tflite" });
  const chart = report.sections[1]!.charts![0]!;
  expect(chart).toMatchObject({ names: ["near", "far"], series: [{ values: [0.001, 0.3] }] });
  expect(report.sections[1]!.tables![0]!.rows.map(([name]) => name)).toEqual(["far", "near"]);
  const text = renderMarkdown(report);
  for (const part of [
    '"far", made by subgraph 0, operator 3 (CONV\\_2D)',
    "model a has none",
    "# m.fp16.tflite against m.tflite",
  ])
    expect(text).toContain(part);
  expect(renderHtml(report)).toContain("<svg");
});
