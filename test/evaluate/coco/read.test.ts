import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { readCocoAnnotations, readCocoResults } from "../../../src/index.js";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "halflite-coco-read-"));
const file = path.join(folder, "truth.json");

afterAll(() => fs.rmSync(folder, { recursive: true }));

const annotation = { id: 1, image_id: 7, category_id: 3, bbox: [1, 2, 3, 4], area: 10, iscrowd: 1 };
const truth = {
  images: [{ id: 7, file_name: "7.jpg", width: 100 }],
  categories: [{ id: 3, name: "cat", supercategory: "animal" }],
  annotations: [annotation],
};
const detection = { image_id: 7, category_id: 3, bbox: [1, 2, 3, 4], score: 0.5 };

const readTruth = (content: unknown) => {
  fs.writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return readCocoAnnotations(file);
};
const readResults = (content: unknown) => {
  fs.writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return readCocoResults(file);
};

test("a dataset", async () => {
  expect(await readTruth(truth)).toEqual({
    images: [{ id: 7, fileName: "7.jpg" }],
    categories: [{ id: 3, name: "cat" }],
    annotations: [{ id: 1, imageId: 7, categoryId: 3, bbox: [1, 2, 3, 4], area: 10, isCrowd: true }],
  });
});

test("names of files and crowds may be absent", async () => {
  const { iscrowd, ...plain } = annotation;
  const { images, annotations } = await readTruth({ ...truth, images: [{ id: 7 }], annotations: [plain] });
  expect(iscrowd).toBe(1);
  expect(images[0]!.fileName).toBe("");
  expect(annotations[0]!.isCrowd).toBe(false);
});

test("results", async () => {
  expect(await readResults([detection])).toEqual([
    { imageId: 7, categoryId: 3, bbox: [1, 2, 3, 4], score: 0.5 },
  ]);
  expect(await readResults([])).toEqual([]);
});

const changed = (fields: object) => ({
  ...truth,
  annotations: [annotation, { ...annotation, id: 2, ...fields }],
});

/** What is in the file, the place that the error names behind the file, what is expected, what was received. */
const wrongTruths: [unknown, string, string, string][] = [
  ["[", "", "JSON", "Unexpected end of JSON input"],
  ["[]", "", "an object", "[]"],
  [{}, ": images", "an array", "nothing"],
  [{ ...truth, images: { length: 1e9 } }, ": images", "an array", "an object"],
  [{ ...truth, images: [7] }, ": images[0]", "an object", "7"],
  [{ ...truth, images: [{ id: "7" }] }, ": images[0].id", "an integer", '"7"'],
  [{ ...truth, images: [{ id: 7.5 }] }, ": images[0].id", "an integer", "7.5"],
  [{ ...truth, images: [{ id: 7, file_name: 7 }] }, ": images[0].file_name", "a string", "7"],
  [{ ...truth, categories: [{ id: 3 }] }, ": categories[0].name", "a string", "nothing"],
  [changed({ id: 1 }), ": annotations[1].id", "an id that no other entry has", "1"],
  [changed({ image_id: null }), ": annotations[1].image_id", "an integer", "null"],
  [changed({ category_id: 2 ** 53 }), ": annotations[1].category_id", "an integer", String(2 ** 53)],
  [changed({ area: "x".repeat(1000) }), ": annotations[1].area", "a finite number", `"${"x".repeat(60)}..."`],
  [changed({ iscrowd: 2 }), ": annotations[1].iscrowd", "0 or 1", "2"],
  [
    changed({ bbox: [1, 2, 3] }),
    ": annotations[1].bbox",
    "four finite numbers [x, y, width, height]",
    "[1, 2, 3]",
  ],
  [
    changed({ bbox: Array(1e5).fill(0) }),
    ": annotations[1].bbox",
    "four finite numbers [x, y, width, height]",
    "an array of 100000 elements",
  ],
];

test.each(wrongTruths)("a wrong dataset %#", async (content, place, expected, received) => {
  await expect(readTruth(content)).rejects.toMatchObject({
    code: "INVALID_ARGUMENT",
    details: { argument: file + place, expected, received },
  });
});

const wrongResults: [unknown, string, string, string][] = [
  [{}, "", "an array", "an object"],
  [[detection, null], ": [1]", "an object", "null"],
  [[{ ...detection, score: "0.5" }], ": [0].score", "a finite number", '"0.5"'],
  [`[${JSON.stringify(detection).replace("0.5", "1e999")}]`, ": [0].score", "a finite number", "Infinity"],
  [
    [{ image_id: 7, category_id: 3, score: 1, segmentation: {} }],
    ": [0].bbox",
    "four finite numbers [x, y, width, height]",
    "nothing",
  ],
  [
    [{ ...detection, bbox: [[], {}, "a", null] }],
    ": [0].bbox",
    "four finite numbers [x, y, width, height]",
    '[[...], an object, "a", null]',
  ],
];

test.each(wrongResults)("wrong results %#", async (content, place, expected, received) => {
  await expect(readResults(content)).rejects.toMatchObject({
    code: "INVALID_ARGUMENT",
    details: { argument: file + place, expected, received },
  });
});

test("names that every object has are no fields", async () => {
  const content = JSON.stringify({ ...truth, images: [{ id: 7 }] }).replace('"images"', '"__proto__"');
  await expect(readTruth(content)).rejects.toMatchObject({ details: { argument: `${file}: images` } });
});

test("deep nesting is no fault where nobody reads", async () => {
  const depth = 100_000;
  const content = JSON.stringify(truth).replace(
    '"width":100',
    `"width":${"[".repeat(depth)}${"]".repeat(depth)}`,
  );
  await expect(readTruth(content)).resolves.toMatchObject({ images: [{ id: 7 }] });
});

test("a file that is not there", async () => {
  await expect(readCocoResults(path.join(folder, "absent.json"))).rejects.toMatchObject({ code: "IO" });
});
