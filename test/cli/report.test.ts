import * as fs from "node:fs";
import { fixture } from "../paths.js";
import { halflite, halfliteJson, temporaryFolder } from "./halflite.js";

const MODEL = fixture("nl_classifier.tflite");
const folder = temporaryFolder();

const convertWith = (report: string, ...more: string[]) =>
  halflite(["convert", MODEL, "-o", folder.file("out.tflite"), "--report", folder.file(report), ...more]);
const text = (name: string) => fs.readFileSync(folder.file(name), "utf8");

test("HTML and Markdown, in a folder that does not exist yet", async () => {
  expect(await convertWith("reports/a.html")).toMatchObject({ code: 0, stderr: "" });
  expect(await convertWith("reports/a.MD", "--force")).toMatchObject({ code: 0, stderr: "" });
  expect(folder.files()).toEqual(["out.tflite", "reports/a.MD", "reports/a.html"]);
  expect(text("reports/a.html")).toMatch(/^<!doctype html>.*<title>nl_classifier.*<svg /s);
  expect(text("reports/a.MD")).toMatch(/^# nl\\_classifier/);
});

test("an existing report is not replaced without --force, and nothing is converted", async () => {
  fs.writeFileSync(folder.file("a.html"), "mine");
  expect(await convertWith("a.html")).toMatchObject({ code: 3, stdout: "" });
  expect(folder.files()).toEqual(["a.html"]);
  expect(text("a.html")).toBe("mine");
  expect(await convertWith("a.html", "--force")).toMatchObject({ code: 0 });
  expect(text("a.html")).toContain("<svg ");
});

test.each(["a.pdf", "a", "out.tflite"])("%s is no report", async (name) => {
  expect(await convertWith(name)).toMatchObject({ code: 2 });
  expect(folder.files()).toEqual([]);
});

test("a report is no input and no output", async () => {
  const file = folder.file("model.html");
  fs.copyFileSync(MODEL, file);
  const { code } = await halflite([
    "convert",
    file,
    "-o",
    folder.file("x.tflite"),
    "--report",
    file,
    "--force",
  ]);
  expect(code).toBe(2);
  expect(fs.readFileSync(file)).toEqual(fs.readFileSync(MODEL));
});

test("several inputs, one of which fails", async () => {
  const inputs = [MODEL, fixture("fsalv_cnn_float32.tflite"), fixture("broken/text.tflite")];
  const report = folder.file("all.md");
  const ended = await halfliteJson(["convert", ...inputs, "-o", folder.file("out/"), "--report", report]);
  expect(ended).toMatchObject({ code: 1, exitCode: 1 });
  expect(text("all.md")).toMatch(/^# Conversion of 2 models.*## Failed.*INVALID\\_MODEL.*## Overview/s);
});

test("no report where every input failed", async () => {
  const ended = await halflite([
    "convert",
    fixture("broken/text.tflite"),
    "-n",
    "--report",
    folder.file("a.md"),
  ]);
  expect(ended.code).toBe(1);
  expect(folder.files()).toEqual([]);
});

test("a dry run has a report, which says so", async () => {
  expect(await convertWith("a.md", "--dry-run")).toMatchObject({ code: 0 });
  expect(folder.files()).toEqual(["a.md"]);
  expect(text("a.md")).toContain("dry run");
});

test("without ECharts there is no HTML, but Markdown", async () => {
  const block = folder.file("block.cjs");
  fs.writeFileSync(
    block,
    `const module_ = require("node:module"); const load = module_._load;
     module_._load = (name, ...rest) => {
       if (name === "echarts") throw new Error("Cannot find module 'echarts'");
       return load(name, ...rest);
     };`,
  );
  const env = { NODE_OPTIONS: `--require ${block}` };
  const args = ["convert", MODEL, "-n", "--report"];
  expect(await halfliteJson([...args, folder.file("a.html")], { env })).toMatchObject({
    exitCode: 1,
    error: { code: "MISSING_PACKAGE", details: { package: "echarts" } },
  });
  expect(await halflite([...args, folder.file("a.md")], { env })).toMatchObject({ code: 0 });
});
