import * as fs from "node:fs";
import * as path from "node:path";
import { type DetectionOptions, evaluateDetection } from "../../src/index.js";
import { halflite, halfliteJson } from "../cli/halflite.js";
import { describeWithSharedData, repositoryRoot, sharedModels } from "../paths.js";
import { annotations, seer } from "./detector.js";
import { imageFolder, PICTURES } from "./images.js";

const folder = imageFolder();
const [first, second] = PICTURES;

function setUp(): DetectionOptions {
  for (const name of PICTURES) folder.add(name, name);
  const model = folder.text("seer.tflite", "");
  fs.writeFileSync(model, seer());
  const file = folder.text("instances.json", JSON.stringify(annotations()));
  return { models: [model], images: folder.path, annotations: file, workers: 1 };
}

test("boxes in parts of the image are found in pixels, and classes are categories", async () => {
  const { models, images } = await evaluateDetection(setUp());
  const [{ precision, ofUnknownClasses }] = models as [(typeof models)[0]];
  expect(images).toMatchObject({ evaluated: 2, withoutAnnotations: 1, withoutFile: 1, unreadable: [] });
  expect(ofUnknownClasses).toBe(2);
  const byName = Object.fromEntries(precision.categories.map(({ name, ap }) => [name, ap]));
  expect(byName.wave).toBeCloseTo(1, 9);
  // One of two is found: precision 1 up to a recall of 0.5, which are 51 of the 101 points.
  expect(byName.noise).toBeCloseTo(51 / 101, 9);
});

test("categories by the names of classes", async () => {
  const options = setUp();
  const classes = folder.text("classes.txt", "noise\nwave\n");
  const { models } = await evaluateDetection({ ...options, classes, classOffset: 0 });
  expect(models[0]!.precision.ap).toBe(0);
  const wrong = folder.text("wrong.txt", "cat\ndog\n");
  await expect(evaluateDetection({ ...options, classes: wrong })).rejects.toMatchObject({
    code: "INVALID_ARGUMENT",
  });
});

test("unreadable images are named, and left out of the figures", async () => {
  const options = setUp();
  folder.add(second, Buffer.from("no image"));
  const { images, models } = await evaluateDetection(options);
  expect(images).toMatchObject({ evaluated: 1, unreadable: [{ file: second }] });
  expect(models[0]!.precision.ap).toBeCloseTo(1, 9);
});

test("annotations of other images and models with other outputs are refused", async () => {
  const options = setUp();
  fs.rmSync(path.join(folder.path, first));
  fs.rmSync(path.join(folder.path, second));
  await expect(evaluateDetection(options)).rejects.toMatchObject({ details: { received: "none" } });
  const models = [path.join(repositoryRoot, "test/fixtures/mobilenet_v1_0.25_128.tflite")];
  const refused = evaluateDetection({ ...setUp(), models });
  await expect(refused).rejects.toMatchObject({ details: { expected: expect.stringContaining("four") } });
});

test("on the command line", async () => {
  const { models, images, annotations: file } = setUp();
  const args = [
    "evaluate",
    "detection",
    "--model",
    models[0]!,
    "--model",
    models[0]!,
    "--images",
    images,
    "--annotations",
    file,
  ];
  const { code, stdout } = await halflite(args);
  expect(code).toBe(0);
  for (const text of [
    /^2 images in/,
    /left out: 1 image without annotations, 1 annotated image without a file/,
    /mAP/,
    /0\.7525/,
    /mAP \+0\.0000/,
  ])
    expect(stdout).toMatch(text);
  const document = await halfliteJson(args);
  expect(document).toMatchObject({ kind: "detection", exitCode: 0, images: { evaluated: 2 } });
});

describeWithSharedData("coco_tiny", "photographs of COCO", (data) => {
  const recorded = JSON.parse(
    fs.readFileSync(path.join(repositoryRoot, "test", "evaluate", "coco_tiny.json"), "utf8"),
  );

  test.each(Object.keys(recorded))("%s has pycocotools' figures on TensorFlow Lite", async (name) => {
    const options = { images: path.join(data, "images"), annotations: path.join(data, "instances.json") };
    const { models, images } = await evaluateDetection({
      models: [path.join(sharedModels!, `${name}.tflite`)],
      ...options,
    });
    expect(images.evaluated).toBe(40);
    for (const [figure, value] of Object.entries<number>(recorded[name]))
      expect([
        figure,
        (models[0]!.precision as unknown as Record<string, number>)[figure]!.toFixed(4),
      ]).toEqual([figure, value.toFixed(4)]);
  });
});
