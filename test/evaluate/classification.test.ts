import * as fs from "node:fs";
import * as path from "node:path";
import { decodeImage, preprocess } from "../../src/image/index.js";
import { type ClassificationOptions, convert, evaluateClassification, loadModel } from "../../src/index.js";
import { describeWithSharedData, fixture, repositoryRoot, sharedModels } from "../paths.js";
import { imageFolder, PICTURES } from "./images.js";

const MOBILENET = fixture("mobilenet_v1_0.25_128.tflite");
const folder = imageFolder();

/** The model's classes for each picture, best first. */
const answers: Record<string, number[]> = {};

beforeAll(async () => {
  const model = await loadModel(MOBILENET);
  for (const name of PICTURES) {
    const file = path.join(repositoryRoot, "test", "image", "fixtures", name);
    const picture = await decodeImage(fs.readFileSync(file), name);
    const outputs = await model.run([preprocess(picture, model.inputs[0]!)]);
    const data = outputs[0]!.data as Float32Array;
    const order = [...data.keys()].sort((a, b) => data[b]! - data[a]!);
    answers[name] = order.slice(0, 5);
  }
  model.dispose();
});

const evaluate = (options: Partial<ClassificationOptions> = {}) =>
  evaluateClassification({
    models: [MOBILENET],
    images: folder.path,
    classOffset: 0,
    workers: 2,
    ...options,
  });

const [first, second, third] = PICTURES;

test("top-K of images with labels by name, in any order", async () => {
  for (const name of PICTURES) folder.add(name, name);
  // Right at once, right at the third place, wrong.
  const rows = [
    [third, 1],
    [second, answers[second]![2]],
    [first, answers[first]![0]],
  ];
  const labels = folder.text(
    "labels.tsv",
    `file\tclass\tname\n${rows.map((row) => row.join("\t")).join("\tx\n")}\n`,
  );
  const { models, images, comparisons } = await evaluate({ labels, topK: 5 });
  expect(images).toEqual({ evaluated: 3, denied: 0, resumed: 0, unreadable: [] });
  expect(models[0]!.topK.map(({ count }) => count)).toEqual([1, 1, 2, 2, 2]);
  expect(models[0]!.topK[0]).toMatchObject({ total: 3, rate: 1 / 3 });
  expect(models[0]).toMatchObject({ file: MOBILENET, classOffset: 0, latency: { count: 3 } });
  expect(comparisons).toEqual([]);
});

test("labels in the order of the images, folders as classes, names of classes, a denylist", async () => {
  for (const [i, name] of PICTURES.entries()) folder.add(`${i}/${name}`, name);
  const classes = folder.text(
    "classes.txt",
    Array.from({ length: 1001 }, (_, i) => `class ${i}`).join("\r\n"),
  );
  const labels = folder.text("labels.txt", PICTURES.map((name) => `class ${answers[name]![0]}`).join("\n"));
  const inOrder = await evaluate({ labels, classes });
  expect(inOrder.models[0]!.topK[0]!.count).toBe(3);
  const fromFolders = await evaluate({});
  expect(fromFolders.models[0]!.topK[0]!.total).toBe(3);
  const denylist = folder.text("denylist.txt", `2\n0/${first}\n`);
  const denied = await evaluate({ denylist });
  expect(denied.images).toMatchObject({ evaluated: 1, denied: 2 });
});

test("1001 classes have a background class in front of 1000 labels", async () => {
  folder.add(first, first);
  const labels = folder.text("labels.txt", String(answers[first]![0]! - 1));
  const { models } = await evaluateClassification({ models: [MOBILENET], images: folder.path, labels });
  expect(models[0]).toMatchObject({
    classOffset: 1,
    topK: [{ count: 1 }, {}, {}, {}, {}, {}, {}, {}, {}, {}],
  });
});

test("images that cannot be read are counted and named, and the others evaluated", async () => {
  for (const name of PICTURES) folder.add(name, name);
  folder.add("broken.jpg", Buffer.from("no image"));
  folder.add(
    "cut.jpg",
    fs.readFileSync(path.join(repositoryRoot, "test", "image", "fixtures", first)).subarray(0, 700),
  );
  const labels = folder.text("labels.txt", "1\n1\n1\n1\n1");
  const { images, models } = await evaluate({ labels });
  expect(images.evaluated).toBe(3);
  expect(images.unreadable.map(({ file }) => file)).toEqual(["broken.jpg", "cut.jpg"]);
  expect(images.unreadable[0]!.reason).toContain("broken.jpg: expected an image");
  expect(models[0]!.topK[0]!.total).toBe(3);
});

test("two models are compared on the same images", async () => {
  for (const name of PICTURES) folder.add(name, name);
  const labels = folder.text("labels.txt", PICTURES.map((name) => answers[name]![0]).join("\n"));
  const half = folder.text("half.tflite", "");
  await convert(MOBILENET, { output: half, force: true });
  const { comparisons, models } = await evaluate({ models: [MOBILENET, half], labels });
  expect(models[1]!.byteLength).toBeLessThan(0.52 * models[0]!.byteLength);
  const [{ agreement, both, onlyFirst, onlySecond, neither, differing }] = comparisons as [
    (typeof comparisons)[0],
  ];
  expect(agreement.count + differing.length).toBe(3);
  expect(both + onlyFirst).toBe(models[0]!.topK[0]!.count);
  expect(both + onlySecond).toBe(models[1]!.topK[0]!.count);
  expect(both + onlyFirst + onlySecond + neither).toBe(3);
});

describe("a journal", () => {
  const progressOf = async (journal: string, options: Partial<ClassificationOptions> = {}) => {
    const steps: string[] = [];
    const onProgress: ClassificationOptions["onProgress"] = ({ done, total, resumed }) =>
      steps.push(`${done}/${total} ${resumed}`);
    const evaluation = await evaluate({ journal, onProgress, ...options });
    return { steps, evaluation };
  };

  test("lets a stopped evaluation go on, also from half a line", async () => {
    for (const name of PICTURES) folder.add(name, name);
    folder.add("broken.jpg", Buffer.from("no image"));
    const labels = folder.text("labels.txt", "1\n2\n3\n4");
    const journal = `${labels}.journal`;
    const whole = await progressOf(journal, { labels });
    expect(whole.steps).toEqual(["0/4 0", "1/4 0", "2/4 0", "3/4 0", "4/4 0"]);
    const lines = fs.readFileSync(journal, "utf8").split("\n");
    const kept = lines.filter((line) => !line.includes(second));
    fs.writeFileSync(journal, `${kept.join("\n")}["${second}",{"answ`);
    const rest = await progressOf(journal, { labels });
    // The one that is missing, and the one that could not be read.
    expect(rest.steps).toEqual(["2/4 2", "3/4 2", "4/4 2"]);
    expect(rest.evaluation.models[0]!.topK).toEqual(whole.evaluation.models[0]!.topK);
    expect((await progressOf(journal, { labels })).steps).toEqual(["3/4 3", "4/4 3"]);
  });

  test("of something else is refused and left alone", async () => {
    folder.add(first, first);
    const labels = folder.text("labels.txt", "1");
    const journal = folder.text("journal", "my diary\n");
    await expect(evaluate({ journal, labels })).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
    expect(fs.readFileSync(journal, "utf8")).toBe("my diary\n");
    const other = `${journal}.other`;
    await evaluate({ journal: other, labels });
    const refused = evaluate({ journal: other, labels, preprocessing: { cropFraction: 1 } });
    await expect(refused).rejects.toMatchObject({ details: { received: "results of another evaluation" } });
  });
});

test.each<[string, Partial<ClassificationOptions>, string]>([
  ["a crop of 0", { preprocessing: { cropFraction: 0 } }, "cropFraction"],
  ["a crop of 2", { preprocessing: { cropFraction: 2 } }, "cropFraction"],
  ["a crop that is no number", { preprocessing: { cropFraction: Number.NaN } }, "cropFraction"],
  ["a standard deviation of 0", { preprocessing: { std: 0 } }, "std"],
  ["an infinite mean", { preprocessing: { mean: Infinity } }, "mean"],
])("refuses %s", async (_, options, argument) => {
  folder.add(first, first);
  const labels = folder.text("labels.txt", "1");
  const details = expect.objectContaining({ argument });
  await expect(evaluate({ labels, ...options })).rejects.toMatchObject({ code: "INVALID_ARGUMENT", details });
});

test("misspelt options are refused, with the right spelling", async () => {
  folder.add(first, first);
  const labels = folder.text("labels.txt", "1");
  for (const [options, suggestion] of [
    [{ label: labels }, "labels"],
    [{ labels, preprocessing: { cropfraction: 1 } }, "cropFraction"],
  ] as const) {
    const details = expect.objectContaining({ suggestion });
    await expect(evaluate(options as object)).rejects.toMatchObject({ code: "UNKNOWN_NAME", details });
  }
});

test.each<[string, Partial<ClassificationOptions>, string]>([
  ["no models", { models: [] }, "models"],
  [
    "a model that takes no image",
    { models: [fixture("micro_mnist_lstm.tflite")] },
    "micro_mnist_lstm.tflite: input",
  ],
  ["a K of 0", { topK: 0 }, "topK"],
  ["no workers", { workers: 0 }, "workers"],
  ["a folder without images", { images: fixture("broken") }, "broken"],
])("refuses %s", async (_, options, argument) => {
  folder.add(first, first);
  const labels = folder.text("labels.txt", "1");
  const error = await evaluate({ labels, ...options }).catch((e) => e);
  expect(error).toMatchObject({ code: "INVALID_ARGUMENT" });
  expect(error.details.argument).toContain(argument);
});

test.each<[string, string, string]>([
  ["too few labels", "1\n2", "2 labels"],
  ["a label that is no class", "1\n2\ncat", '"cat"'],
  ["a label that the model does not know", "1\n2\n5000", "5000"],
  ["an image without a label", `${first}\t1\n${second}\t2\n`, third],
])("refuses %s", async (_, content, received) => {
  for (const name of PICTURES) folder.add(name, name);
  const labels = folder.text("labels.txt", content);
  const evaluation = evaluateClassification({ models: [MOBILENET], images: folder.path, labels });
  const error = await evaluation.catch((e) => e);
  expect(error).toMatchObject({ code: "INVALID_ARGUMENT" });
  expect(error.details.received).toContain(received);
});

test("an abort ends it", async () => {
  for (const name of PICTURES) folder.add(name, name);
  const labels = folder.text("labels.txt", "1\n2\n3");
  const controller = new AbortController();
  const stopped = evaluate({ labels, signal: controller.signal, onProgress: () => controller.abort() });
  await expect(stopped).rejects.toMatchObject({ code: "ABORTED" });
});

describeWithSharedData("imagenet_sample", "photographs of ImageNet", (images) => {
  const recorded: Record<string, Record<string, number>> = JSON.parse(
    fs.readFileSync(path.join(repositoryRoot, "test", "image", "imagenet_sample.json"), "utf8"),
  );

  test.each(["mobilenet_v1_1.0_224", "mobilenet_v2_1.0_224_uint8"])(
    "%s answers as on TensorFlow Lite",
    async (name) => {
      const labels = folder.text(
        "labels.tsv",
        Object.entries(recorded)
          .map(([file, answer]) => `${file}\t${answer[name]}`)
          .join("\n"),
      );
      const options = {
        models: [path.join(sharedModels!, `${name}.tflite`)],
        images,
        labels,
        classOffset: 0,
      };
      const { models: found } = await evaluateClassification(options);
      expect(found[0]!.topK[0]).toMatchObject({ count: 94, total: 94 });
    },
  );
});
