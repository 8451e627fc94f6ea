import * as fs from "node:fs";
import * as path from "node:path";
import { mixedPrecisionText } from "../../src/cli/print/mixed_precision.js";
import { palette } from "../../src/cli/print/text.js";
import { findMixedPrecision, type MixedPrecision } from "../../src/index.js";
import { encodeNpy } from "../../src/npy/index.js";
import { chain, LENGTH, plantedSteps } from "../compare/models.js";
import { fixture } from "../paths.js";
import { halflite, halfliteJson, temporaryFolder } from "./halflite.js";

const folder = temporaryFolder();
const official = (name: string) => fixture(`official_pairs/${name}.tflite`);

/** The model with a layer that float16 loses. */
function planted(): string {
  const file = folder.file("planted.tflite");
  fs.writeFileSync(file, chain(plantedSteps));
  return file;
}

describe("two models", () => {
  test("for people", async () => {
    const { code, stdout, stderr } = await halflite([
      "compare",
      official("keras_gru"),
      official("keras_gru_fp16"),
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/4 samples \(random numbers from seed 1\)/);
    expect(stdout).toMatch(/max error +relative +rmse +SNR dB +cosine +PSNR dB +output/);
    expect(stdout).toMatch(/the 10 of 33 tensors that differ most/);
    expect(stdout).toMatch(/No tensor diverges/);
  });

  test("all tensors", async () => {
    const args = ["compare", official("prelu"), official("prelu_fp16"), "--all", "--random", "1"];
    const { stdout } = await halflite(args);
    expect(stdout).toMatch(/4 tensors in the order of execution/);
  });

  test("for programs", async () => {
    const args = ["compare", official("prelu"), official("prelu_fp16"), "--random", "2", "--max-error", "1"];
    const document = await halfliteJson(args);
    expect(document).toMatchObject({
      command: "compare",
      model: official("prelu"),
      b: official("prelu_fp16"),
      exitCode: 0,
      samples: 2,
      tolerance: 0.1,
      bound: { metric: "max-abs", maxError: 1, holds: true },
      firstDivergence: null,
      unmatched: [],
      notComputed: [],
    });
    expect(document.outputs[0]).toMatchObject({ mismatches: 0, worst: { sample: expect.any(Number) } });
    expect(document.tensors).toHaveLength(4);
  });

  test("beyond --max-error the exit code is 5", async () => {
    const models = ["compare", official("dense"), official("dense_fp16"), "--random", "1"];
    const { code, stdout } = await halflite([...models, "--max-error", "1e-9"]);
    expect(code).toBe(5);
    expect(stdout).toMatch(/max-abs of the outputs is .*, beyond 1e-9/);
    expect((await halflite([...models, "--max-error", "0.1", "--metric", "cosine"])).code).toBe(0);
  });
});

describe("one model", () => {
  test("is compared with its conversion, and the layer that is lost is named", async () => {
    const { code, stdout } = await halflite(["compare", planted()]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/planted\.tflite and its conversion to float16/);
    expect(stdout).toMatch(/First divergence: tensor "of bad", made by subgraph 0, operator 2 \(MUL\)/);
    expect(stdout).toMatch(/2 tensors computed before it/);
    expect(stdout).toMatch(/reads the constants "bad"/);
    const cured = await halflite(["compare", planted(), "--exclude", "tensor:bad"]);
    expect(cured.stdout).toMatch(/No tensor diverges/);
  });
});

describe("--bisect", () => {
  const bisect = (...more: string[]) => ["compare", planted(), "--bisect", "--max-error", "1e-5", ...more];

  test("writes a list that convert takes", async () => {
    const list = folder.file("keep.txt");
    const { code, stdout } = await halflite(bisect("-o", list));
    expect(code).toBe(0);
    expect(stdout).toMatch(/1 constant has to stay float32 for max-abs <= 0\.00001/);
    expect(stdout).toMatch(/convert .*planted\.tflite --exclude-from .*keep\.txt/);
    expect(fs.readFileSync(list, "utf8")).toMatch(/^# .*\ntensor:bad\n$/);
    const output = folder.file("mixed.tflite");
    const converted = await halfliteJson(["convert", planted(), "--exclude-from", list, "-o", output]);
    expect(converted.results[0].report.constants).toEqual(
      expect.arrayContaining([expect.objectContaining({ name: "bad", converted: false, rule: "exclude" })]),
    );
    const compared = await halflite(["compare", planted(), output, "--max-error", "1e-5"]);
    expect(compared.code).toBe(0);
    expect((await halfliteJson(bisect("-o", list))).error.code).toBe("OUTPUT_EXISTS");
  });

  test("for programs", async () => {
    expect(await halfliteJson(bisect())).toMatchObject({
      exitCode: 0,
      reached: true,
      stopped: false,
      candidates: 5,
      kept: [{ name: "bad", byteLength: 1024 }],
      list: expect.stringMatching(/\ntensor:bad\n$/),
      evaluations: expect.any(Number),
    });
  });

  test("an interruption ends it with 130", async () => {
    const model = fixture("mobilenet_v1_0.25_128.tflite");
    const args = ["compare", model, "--bisect", "--max-error", "1e-6", "--random", "1000", "--backend", "js"];
    const { code, stdout, stderr } = await halflite(args, {
      onStart: (child) => setTimeout(() => child.kill("SIGINT"), 6000),
    });
    expect({ code, stdout }).toEqual({ code: 130, stdout: "" });
    expect(stderr).toMatch(/ABORTED/);
  });

  test("an interrupted search shows what it has", async () => {
    const found = await findMixedPrecision(planted(), { maxError: 1e-5 });
    const text = (stopped: Partial<MixedPrecision>) => {
      const shown = { ...found, stopped: true, ...stopped };
      const colours = palette(Object.assign(Object.create(process.stdout), { isTTY: false }));
      const rest = { model: "m", samples: "4 samples", output: undefined, all: false };
      return mixedPrecisionText({ ...rest, found: shown }, colours);
    };
    expect(text({})).toMatch(/Interrupted: 1 constant kept float32 .*\n.*\n.* bad/);
    expect(text({ kept: [] })).toMatch(/Interrupted before a set .*\n.*error alone.*\n.* bad/);
  });
});

describe("samples", () => {
  const npy = (name: string, value: number) => {
    fs.mkdirSync(path.dirname(folder.file(name)), { recursive: true });
    const data = new Float32Array(LENGTH).fill(value);
    fs.writeFileSync(folder.file(name), encodeNpy("FLOAT32", [LENGTH], data));
  };

  const inputs = async (...args: string[]) => {
    const { samples, inputs, error } = await halfliteJson(["compare", planted(), ...args]);
    return error ?? { samples, inputs };
  };

  test("a folder, a pattern, a file", async () => {
    for (const name of ["d/2.npy", "d/10.npy", "d/more/1.npy"]) npy(name, 1);
    fs.writeFileSync(folder.file("d/labels.csv"), "");
    const data = folder.file("d");
    expect(await inputs("--data", data)).toEqual({
      samples: 3,
      inputs: `3 samples (files of ${data}; 1 other file there)`,
    });
    expect(await inputs("--data", data, "--limit", "2")).toMatchObject({ samples: 2 });
    expect(await inputs("--input", `${data}/*.npy`)).toMatchObject({ samples: 2 });
    expect(await inputs("--input", `x=${data}`)).toMatchObject({ samples: 3 });
    expect(await inputs("--input", `x=${data}/2.npy`)).toMatchObject({ samples: 1 });
    expect(await inputs("--random", "6", "--seed", "9")).toEqual({
      samples: 6,
      inputs: "6 samples (random numbers from seed 9)",
    });
  });

  test("what gives none is an error", async () => {
    fs.mkdirSync(folder.file("empty"));
    for (const args of [
      ["--data", folder.file("empty")],
      ["--input", folder.file("empty")],
      ["--input", folder.file("*.npy")],
    ])
      expect(await inputs(...args)).toMatchObject({ code: "INVALID_ARGUMENT" });
    expect(await inputs("--input", "z=a.npy")).toMatchObject({ code: "UNKNOWN_NAME" });
    expect(await inputs("--input", folder.file("no.npy"))).toMatchObject({ code: "IO" });
  });
});

test.each([
  ["--bisect without a bound", ["--bisect"]],
  ["--output without --bisect", ["-o", "x.txt"]],
  ["--bisect of two models", ["b.tflite", "--bisect", "--max-error", "1"]],
  ["options of a conversion with two models", ["b.tflite", "--profile", "compat"]],
  ["a metric that is none", ["--metric", "worst"]],
  ["a count that is none", ["--random", "0"]],
])("%s is wrong usage", async (_, args) => {
  expect((await halflite(["compare", planted(), ...args])).code).toBe(2);
});

test("models that take different inputs", async () => {
  const document = await halfliteJson(["compare", planted(), official("dense")]);
  expect(document).toMatchObject({ exitCode: 1, error: { code: "SHAPE_MISMATCH" } });
  expect(document.error.message).toMatch(/input "x".*FLOAT32 \[256\] as in model a/);
});

describe("audit", () => {
  test("for people", async () => {
    const { code, stdout } = await halflite(["audit", planted()]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/6 float32 activations/);
    expect(stdout).toMatch(/Risky in half precision/);
    expect(stdout).toMatch(/1 activation hold.* so small .*"of bad", made by subgraph 0, operator 2 \(MUL\)/);
    const safe = await halflite(["audit", official("prelu"), "--all", "--random", "1"]);
    expect(safe.stdout).toMatch(/all activations, in the order of execution/);
    expect(safe.stdout).toMatch(/Safe on these samples/);
  });

  test("for programs", async () => {
    expect(await halfliteJson(["audit", official("prelu"), "--random", "2"])).toMatchObject({
      command: "audit",
      exitCode: 0,
      verdict: "safe",
      samples: 2,
      activations: expect.arrayContaining([expect.objectContaining({ fitness: "fits", overflow: 0 })]),
    });
  });
});
