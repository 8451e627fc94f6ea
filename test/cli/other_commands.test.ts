import * as fs from "node:fs";
import * as path from "node:path";
import { fixture } from "../paths.js";
import { halflite, halfliteJson, temporaryFolder } from "./halflite.js";

const MOBILENET = fixture("mobilenet_v1_0.25_128.tflite");
const folder = temporaryFolder();

describe("restore", () => {
  test("gives float32 back under its own name, which converts to the same float16 file again", async () => {
    const half = folder.file("m.fp16.tflite");
    await halflite(["convert", MOBILENET, "-o", half]);
    const { code, stdout } = await halflite(["restore", half, "--verify"]);
    expect(code).toBe(0);
    expect(stdout).toContain("m.fp32.tflite");
    expect(folder.files()).toEqual(["m.fp16.tflite", "m.fp32.tflite"]);
    expect(fs.statSync(folder.file("m.fp32.tflite")).size).toBeGreaterThan(1_800_000);
    await halflite(["convert", folder.file("m.fp32.tflite"), "-o", folder.file("again.tflite")]);
    const constants = async (file: string) =>
      (await halfliteJson(["inspect", file])).results[0].inspection.constantBytes;
    expect(await constants(folder.file("again.tflite"))).toEqual(await constants(half));
  });

  test("--dry-run and --json", async () => {
    const document = await halfliteJson([
      "restore",
      fixture("fsalv_cnn_float16.tflite"),
      "--dry-run",
      "-o",
      folder.file("x"),
    ]);
    expect(document).toMatchObject({ command: "restore", dryRun: true, exitCode: 0 });
    expect(document.results[0].ratio).toBeGreaterThan(1.9);
    expect(folder.files()).toEqual([]);
  });
});

describe("inspect", () => {
  test("text names operators, constants and sizes", async () => {
    const { code, stdout } = await halflite(["inspect", MOBILENET]);
    expect(code).toBe(0);
    for (const word of [
      "1,883,272",
      "CONV_2D",
      "DEPTHWISE_CONV_2D",
      "FLOAT32",
      "[1, 128, 128, 3]",
      "--tensors",
    ]) {
      expect(stdout).toContain(word);
    }
  });

  test("--tensors lists all", async () => {
    const { stdout } = await halflite(["inspect", MOBILENET, "--tensors"]);
    expect(stdout).not.toContain("more (--tensors");
    const { results } = await halfliteJson(["inspect", MOBILENET]);
    for (const { name } of results[0].inspection.constants) expect(stdout).toContain(name);
  });

  test("--explain lists the rewrites and what is kept, and writes nothing", async () => {
    const { code, stdout } = await halflite([
      "inspect",
      MOBILENET,
      "--explain",
      "--exclude",
      "op:DEPTHWISE_CONV_2D",
    ]);
    expect(code).toBe(0);
    expect(stdout).toContain("a conversion would make these rewrites");
    expect(stdout).toMatch(/: it is excluded by the selection: .+/);
    const { results } = await halfliteJson(["inspect", MOBILENET, "--explain"]);
    expect(results[0].conversion.rewrites.length).toBeGreaterThan(0);
  });

  test("several inputs, one bad", async () => {
    const document = await halfliteJson(["inspect", MOBILENET, fixture("broken/text.tflite")]);
    expect(document.code).toBe(1);
    expect(document.results.map((result: { ok: boolean }) => result.ok)).toEqual([true, false]);
  });
});

describe("doctor", () => {
  test("tells the backend, in words and as JSON", async () => {
    const { code, stdout } = await halflite(["doctor"]);
    expect(code).toBe(0);
    expect(stdout).toContain(process.version);
    expect((await halfliteJson(["doctor"])).code).toBe(0);
  });

  test("tells a choice made by the environment", async () => {
    const { code, stdout } = await halflite(["doctor"], { env: { HALFLITE_BACKEND: "js" } });
    expect(code).toBe(0);
    expect(stdout).toContain("HALFLITE_BACKEND");
  });
});

test("asking for help loads the command line alone, not what it runs", async () => {
  const list = folder.file("list.cjs");
  fs.writeFileSync(list, "process.on('exit', () => console.error(Object.keys(require.cache).join('\\n')));");
  // With other options for V8 than the archive of compiled code was made for: what comes from there is in no cache of Node's.
  const { code, stderr } = await halflite(["convert", "--help"], {
    env: { NODE_OPTIONS: `--require ${list} --max-old-space-size=3210` },
  });
  expect(code).toBe(0);
  const loaded = stderr.split("\n").filter((file) => file.includes(`dist${path.sep}src`));
  expect(loaded.length).toBeGreaterThan(5);
  const heavy = loaded.filter((file) => !/src[\\/](cli[\\/]|startup[\\/]|errors|edit_distance)/.test(file));
  expect(heavy).toEqual([]);
});
