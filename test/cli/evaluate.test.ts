import type { ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import { imageFolder, PICTURES } from "../evaluate/images.js";
import { fixture } from "../paths.js";
import { halflite, halfliteJson } from "./halflite.js";

const MOBILENET = fixture("mobilenet_v1_0.25_128.tflite");
const folder = imageFolder();

function classification(extra: readonly string[] = []): string[] {
  for (const name of PICTURES) folder.add(name, name);
  folder.add("broken.jpg", Buffer.from("no image"));
  const labels = folder.text("labels.txt", "1\n2\n3\n4");
  return [
    "evaluate",
    "classification",
    "--model",
    MOBILENET,
    "--images",
    folder.path,
    "--labels",
    labels,
    ...extra,
  ];
}

test("classification as text", async () => {
  const { code, stdout, stderr } = await halflite(classification(["--model", MOBILENET]));
  expect(stderr).toBe("");
  expect(code).toBe(0);
  for (const text of [
    /^3 images \(1 unreadable\) in [\d.]+ s/,
    /broken\.jpg: expected an image/,
    /95% interval/,
    /1\.88 MB +0\.00%/,
    /same answer +100\.00%/,
  ])
    expect(stdout).toMatch(text);
});

test("classification as JSON", async () => {
  const document = await halfliteJson(classification(["--top-k", "3", "--workers", "1"]));
  expect(document).toMatchObject({
    command: "evaluate classification",
    exitCode: 0,
    kind: "classification",
    workers: 1,
  });
  expect(document.models[0].topK).toHaveLength(3);
  expect(document.images).toMatchObject({ evaluated: 3, unreadable: [{ file: "broken.jpg" }] });
});

test("a report, which is not written over", async () => {
  const report = `${folder.path}.md`;
  const args = classification(["--report", report]);
  expect((await halflite(args)).code).toBe(0);
  expect(fs.readFileSync(report, "utf8")).toContain("# Accuracy of image classifiers");
  expect((await halflite(args)).code).toBe(3);
  expect((await halflite(classification(["--report", MOBILENET, "--force"]))).code).toBe(2);
});

test.each<[string, string[], number]>([
  ["no model", ["--images", "x"], 2],
  ["a model that is missing", ["--model", "missing.tflite", "--images", fixture("..")], 1],
  ["a folder that is missing", ["--model", MOBILENET, "--images", "missing"], 1],
  ["a crop of 2", ["--model", MOBILENET, "--images", "x", "--crop", "2"], 2],
])("refuses %s", async (_, args, wanted) => {
  const { code, stderr } = await halflite(["evaluate", "classification", ...args]);
  expect(code).toBe(wanted);
  expect(stderr).toMatch(/error/);
});

test("an interruption ends it and keeps what was found", async () => {
  const journal = `${folder.path}.journal`;
  const args = classification(["--journal", journal, "--workers", "1"]);
  folder.text("labels.txt", Array.from({ length: 2000 }, () => "1").join("\n"));
  for (let i = 0; i < 1996; i++) folder.add(`many/${i}.jpg`, PICTURES[0]);
  const onStart = (child: ChildProcess) => {
    // The first results are there.
    const begun = () => fs.existsSync(journal) && fs.readFileSync(journal, "utf8").split("\n").length > 2;
    const watch = setInterval(() => {
      if (!begun()) return;
      // A second signal would end the process at once.
      clearInterval(watch);
      child.kill("SIGINT");
    }, 20);
    child.on("exit", () => clearInterval(watch));
  };
  const { code, stderr } = await halflite(args, { onStart });
  expect(code).toBe(130);
  expect(stderr).toContain("ABORTED");
  const lines = fs.readFileSync(journal, "utf8").trimEnd().split("\n");
  for (const line of lines) JSON.parse(line);
  expect(lines.length).toBeLessThan(2000);
});
