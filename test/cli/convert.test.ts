import * as fs from "node:fs";
import { fixture } from "../paths.js";
import { halflite, halfliteJson, temporaryFolder } from "./halflite.js";

const MOBILENET = fixture("mobilenet_v1_0.25_128.tflite");
const folder = temporaryFolder();
let model: string;

beforeEach(() => {
  model = folder.file("model.tflite");
  fs.copyFileSync(MOBILENET, model);
});

const sizeOf = (name: string) => fs.statSync(folder.file(name)).size;

describe("what is written", () => {
  test("the output lies beside the input, at half its size; the input is untouched", async () => {
    const { code, stdout, stderr } = await halflite(["convert", model]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(folder.files()).toEqual(["model.fp16.tflite", "model.tflite"]);
    expect(sizeOf("model.fp16.tflite") / sizeOf("model.tflite")).toBeLessThan(0.52);
    expect(fs.readFileSync(model)).toEqual(fs.readFileSync(MOBILENET));
    for (const word of ["1,883,272", "converted", "SNR", "ms"]) expect(stdout).toContain(word);
  });

  test("a named output, a folder, and folders that do not exist yet", async () => {
    expect((await halflite(["convert", model, "-o", folder.file("small.tflite")])).code).toBe(0);
    expect((await halflite(["convert", model, "--output", folder.path])).code).toBe(0);
    expect((await halflite(["convert", model, "-o", folder.file("a/b/c/")])).code).toBe(0);
    const outputs = ["a/b/c/model.fp16.tflite", "model.fp16.tflite", "small.tflite"];
    expect(folder.files()).toEqual([...outputs, "model.tflite"].sort());
  });

  test("a second run changes nothing", async () => {
    await halflite(["convert", model]);
    const { results } = await halfliteJson(["convert", folder.file("model.fp16.tflite")]);
    expect(results[0].report.changed).toBe(false);
    expect(fs.readFileSync(results[0].output)).toEqual(fs.readFileSync(folder.file("model.fp16.tflite")));
  });

  test("--dry-run writes nothing and tells the size that a run has", async () => {
    const { code, stdout } = await halflite([
      "convert",
      model,
      "--dry-run",
      "-o",
      folder.file("new/x.tflite"),
    ]);
    expect(code).toBe(0);
    expect(stdout).toContain("dry run");
    const dry = await halfliteJson(["convert", model, "-n"]);
    expect(folder.files()).toEqual(["model.tflite"]);
    const real = await halfliteJson(["convert", model]);
    expect(dry.results[0].report.output.byteLength).toBe(real.results[0].report.output.byteLength);
    expect(sizeOf("model.fp16.tflite")).toBe(real.results[0].report.output.byteLength);
  });

  test.each([
    ["--no-fsync"],
    ["--threads", "1"],
    ["--threads", "3"],
    ["--backend", "js"],
    ["--backend", "auto"],
    ["--verify"],
  ])("%s %s gives the same bytes", async (...flags) => {
    const [plain, flagged] = [folder.file("plain.tflite"), folder.file("flagged.tflite")];
    await halflite(["convert", model, "-o", plain]);
    const { code } = await halflite(["convert", model, "-o", flagged, ...flags]);
    expect(code).toBe(0);
    expect(fs.readFileSync(flagged)).toEqual(fs.readFileSync(plain));
  });
});

describe("several inputs", () => {
  beforeEach(() => {
    fs.mkdirSync(folder.file("in/sub"), { recursive: true });
    fs.copyFileSync(fixture("fsalv_cnn_float32.tflite"), folder.file("in/a.tflite"));
    fs.copyFileSync(fixture("official_pairs/dense.tflite"), folder.file("in/sub/b.tflite"));
  });

  test("a folder keeps its structure, and a second run leaves out earlier outputs", async () => {
    const { code, stdout } = await halflite(["convert", folder.file("in"), "-o", folder.file("out")]);
    expect(code).toBe(0);
    expect(stdout).toContain("2 inputs: 2 done, 0 failed");
    expect(folder.files()).toEqual(
      ["in/a.tflite", "in/sub/b.tflite", "model.tflite", "out/a.fp16.tflite", "out/sub/b.fp16.tflite"].sort(),
    );
    const { results } = await halfliteJson(["convert", folder.path, "--force"]);
    expect(results).toHaveLength(3);
  });

  test("a pattern that the shell did not expand", async () => {
    const { code } = await halflite(["convert", "in/**/*.tflite", "-o", "out"], { cwd: folder.path });
    expect(code).toBe(0);
    expect(folder.files().filter((file) => file.startsWith("out/"))).toEqual([
      "out/a.fp16.tflite",
      "out/b.fp16.tflite",
    ]);
  });

  test("a failure does not stop the others", async () => {
    fs.writeFileSync(folder.file("in/0-broken.tflite"), "not a model");
    const { code, stdout, stderr } = await halflite(["convert", folder.file("in")]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/error INVALID_MODEL: .*0-broken\.tflite/);
    expect(stdout).toContain("3 inputs: 2 done, 1 failed");
    expect(folder.files()).toContain("in/sub/b.fp16.tflite");
    expect(folder.files()).not.toContain("in/0-broken.fp16.tflite");
  });
});

describe("what is converted", () => {
  const convertedCount = async (...flags: string[]) => {
    const { results, code } = await halfliteJson(["convert", model, "--dry-run", ...flags]);
    expect(code).toBe(0);
    return results[0].report.constants.filter((constant: { converted: boolean }) => constant.converted)
      .length;
  };

  test("--include and --exclude", async () => {
    const all = await convertedCount();
    const convolutions = await convertedCount("--include", "op:CONV_2D");
    const depthwise = await convertedCount("--include", "op:DEPTHWISE_CONV_2D");
    expect(convolutions).toBeGreaterThan(0);
    expect(convolutions + depthwise).toBe(all);
    expect(await convertedCount("--include", "op:CONV_2D", "--include", "op:DEPTHWISE_CONV_2D")).toBe(all);
    expect(await convertedCount("--exclude", "op:CONV_2D")).toBe(depthwise);
    expect(await convertedCount("--exclude", "tensor:*")).toBe(0);
    expect(await convertedCount("--exclude", "subgraph:0")).toBe(0);
    expect(await convertedCount("--include", "tensor:no such tensor")).toBe(0);
  });

  test("--max-error keeps what is less exact, and says so", async () => {
    const all = await convertedCount();
    const some = await convertedCount("--max-error", "1e-3");
    expect(some).toBeLessThan(all);
    expect(await convertedCount("--max-error", "1e9")).toBe(all);
    const { stdout } = await halflite(["convert", model, "--dry-run", "--max-error", "0"]);
    expect(stdout).toMatch(/for max_error, e\.g\. .+/);
  });

  test("--profile and --overflow", async () => {
    const overflowing = fixture("official_pairs/overflow_fc.tflite");
    const report = async (...flags: string[]) => {
      const { results, code } = await halfliteJson(["convert", overflowing, "-n", ...flags]);
      return { code, result: results[0] };
    };
    const compat = await report("--profile", "compat");
    expect(compat.result.report).toMatchObject({ profile: "compat", overflow: "clamp" });
    expect(compat.result.report.constants.every((c: { converted: boolean }) => c.converted)).toBe(true);
    const kept = await report();
    expect(kept.result.report).toMatchObject({ profile: "default", overflow: "keep" });
    expect(kept.result.report.constants.some((c: { converted: boolean }) => !c.converted)).toBe(true);
    const refused = await report("--profile", "compat", "--overflow", "error");
    expect(refused.code).toBe(1);
    expect(refused.result.error.code).toBe("FLOAT16_OVERFLOW");
  });

  test("--accumulation is what inspect shows", async () => {
    await halflite(["convert", model, "--accumulation", "fp16accfp16"]);
    const { results } = await halfliteJson(["inspect", folder.file("model.fp16.tflite")]);
    expect(results[0].inspection.reducedPrecisionSupport).toBe("fp16accfp16");
  });
});

describe("what is printed", () => {
  test("--quiet prints nothing when all is well", async () => {
    expect(await halflite(["convert", model, "--quiet"])).toMatchObject({ code: 0, stdout: "", stderr: "" });
  });

  test("no colours and no bars in a pipe", async () => {
    const { stdout, stderr } = await halflite(["convert", model]);
    expect(stdout + stderr).not.toContain("\x1b");
  });

  test("--verify tells what was compared", async () => {
    const { stdout, code } = await halflite(["convert", model, "--verify"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/verified +\d+ constants and \d+ operators/);
  });

  test("--json is one document with the whole report", async () => {
    const missing = folder.file("missing.tflite");
    const document = await halfliteJson(["convert", model, missing]);
    expect(document).toMatchObject({ command: "convert", dryRun: false, exitCode: 1, code: 1 });
    expect(document.halflite).toMatch(/^\d+\.\d+\.\d+/);
    const [done, failed] = document.results;
    expect(done).toMatchObject({ input: model, output: folder.file("model.fp16.tflite"), ok: true });
    expect(done.ratio).toBeLessThan(0.52);
    expect(done.signalToNoiseDecibels).toBeGreaterThan(50);
    expect(done.report.constants.length).toBeGreaterThan(50);
    expect(done.report.rewrites.length).toBeGreaterThan(0);
    expect(done.report.backend.kind).toMatch(/^(native|js)$/);
    expect(failed).toMatchObject({
      input: missing,
      ok: false,
      error: { code: "IO", details: { path: missing } },
    });
    expect(failed.error.message).toContain("ENOENT");
  });

  test("a reader that stops early is no error", async () => {
    const { code, stderr } = await halflite(["convert", model, "--json"], {
      onStart: (child) => child.stdout!.destroy(),
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(folder.files()).toContain("model.fp16.tflite");
  });
});
