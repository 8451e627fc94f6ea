import * as fs from "node:fs";
import * as path from "node:path";
import { filesOf, filesOfFolder } from "../../src/cli/sample_files.js";
import { temporaryFolder } from "./halflite.js";

const folder = temporaryFolder();

function write(...names: string[]): void {
  for (const name of names) {
    fs.mkdirSync(path.dirname(folder.file(name)), { recursive: true });
    fs.writeFileSync(folder.file(name), "");
  }
}

const image = { name: "image", dtype: "FLOAT32" } as const;
const mask = { name: "serving:mask", dtype: "FLOAT32" } as const;
const text = { name: "text", dtype: "STRING" } as const;

const found = () => {
  const { files, others } = filesOfFolder(folder.path, [image, mask]);
  const relative = (list: readonly string[]) =>
    list.map((file) => path.relative(folder.path, file).split(path.sep).join("/"));
  return { image: relative(files.get("image")!), mask: relative(files.get("serving:mask")!), others };
};

test.each([
  ["a folder for each input", (input: string, sample: number) => `${input}/${sample}.npy`],
  ["a folder for each sample", (input: string, sample: number) => `${sample}/${input}.npy`],
  ["numbers behind", (input: string, sample: number) => `${input}_${sample}.npy`],
  ["numbers in front", (input: string, sample: number) => `a/${sample}.${input}.npy`],
])("%s", (_, name) => {
  for (const sample of [2, 10, 1]) write(name("image", sample), name("serving_mask", sample));
  write("README.md");
  expect(found()).toEqual({
    image: [1, 2, 10].map((sample) => name("image", sample)),
    mask: [1, 2, 10].map((sample) => name("serving_mask", sample)),
    others: 1,
  });
});

test("one sample without numbers", () => {
  write("image.png", "serving_mask.npy");
  expect(found()).toEqual({ image: ["image.png"], mask: ["serving_mask.npy"], others: 0 });
});

test("an input that a sample lacks is named", () => {
  write("image_1.npy", "image_2.npy", "serving_mask_1.npy");
  expect(found).toThrow(
    expect.objectContaining({
      code: "INVALID_ARGUMENT",
      details: expect.objectContaining({ received: expect.stringContaining('sample "2"') }),
    }),
  );
});

test("the only input takes every file that can hold it", () => {
  write("cats/1.jpg", "dogs/2.npy", "labels.txt");
  expect(filesOfFolder(folder.path, [image])).toMatchObject({ others: 1 });
  expect([...filesOfFolder(folder.path, [text]).files.get("text")!]).toEqual([folder.file("labels.txt")]);
});

test("files of a folder in the order of their numbers", () => {
  write("10.npy", "9.npy", "x.md");
  expect(filesOf(folder.path, image)).toEqual([folder.file("9.npy"), folder.file("10.npy")]);
  expect(filesOf(folder.file("no such.npy"), image)).toEqual([folder.file("no such.npy")]);
});
