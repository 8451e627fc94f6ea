import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { fixture } from "../paths.js";
import { halflite, halfliteJson, temporaryFolder } from "./halflite.js";

const MOBILENET = fixture("mobilenet_v1_0.25_128.tflite");
const folder = temporaryFolder();
let model: string;

beforeEach(() => {
  model = folder.file("model.tflite");
  fs.copyFileSync(MOBILENET, model);
});

describe("wrong usage ends with 2 and changes nothing", () => {
  test.each([
    ["no command", []],
    ["an unknown command", ["transmogrify"]],
    ["no input", ["convert"]],
    ["an unknown option", ["convert", "MODEL", "--profil", "compat"]],
    ["an unknown profile", ["convert", "MODEL", "--profile", "fast"]],
    ["an unknown overflow policy", ["convert", "MODEL", "--overflow", "wrap"]],
    ["an unknown accumulation", ["convert", "MODEL", "--accumulation", "fp64"]],
    ["no threads", ["convert", "MODEL", "--threads", "0"]],
    ["half a thread", ["convert", "MODEL", "--threads", "0.5"]],
    ["a negative error", ["convert", "MODEL", "--max-error", "-1"]],
    ["no number", ["convert", "MODEL", "--max-error", "small"]],
    ["an unknown backend", ["convert", "MODEL", "--backend", "gpu"]],
    ["an unknown target", ["convert", "MODEL", "--target", "avx9000"]],
    ["a selection without its kind", ["convert", "MODEL", "--include", "CONV_2D"]],
    ["a misspelt operator", ["convert", "MODEL", "--include", "op:CONV2D"]],
    ["a pattern without a match", ["convert", "no/such/*.tflite"]],
    ["an option of another command", ["restore", "MODEL", "--profile", "compat"]],
  ])("%s", async (_, args) => {
    const { code, stderr, stdout } = await halflite(args.map((arg) => (arg === "MODEL" ? model : arg)));
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).not.toBe("");
    expect(stderr).not.toMatch(/ at .*\.js:\d+/);
    expect(folder.files()).toEqual(["model.tflite"]);
  });

  test("misspelt options and operators are answered with the right spelling", async () => {
    expect((await halflite(["convert", model, "--profil", "compat"])).stderr).toContain("--profile");
    expect((await halflite(["convert", model, "--include", "op:CONV2D"])).stderr).toContain(
      'did you mean "CONV_2D"',
    );
  });

  test.each([[["--force"]], [[]]])("an output that is the input %p", async (flags) => {
    fs.symlinkSync(model, folder.file("link.tflite"));
    for (const output of [
      model,
      path.join(folder.path, ".", "x", "..", "model.tflite"),
      folder.file("link.tflite"),
    ]) {
      const { code, stderr } = await halflite(["convert", model, "-o", output, ...flags]);
      expect(stderr).toContain("model.tflite");
      expect(code).toBe(2);
      expect(fs.readFileSync(model)).toEqual(fs.readFileSync(MOBILENET));
    }
  });

  test("--json says it too", async () => {
    const document = await halfliteJson(["convert", "no/such/*.tflite"]);
    expect(document).toMatchObject({ code: 2, exitCode: 2, error: { code: "INVALID_ARGUMENT" } });
  });
});

test("help and version end with 0", async () => {
  for (const args of [["--help"], ["convert", "--help"], ["help", "inspect"]]) {
    const { code, stdout } = await halflite(args);
    expect(code).toBe(0);
    expect(stdout).toContain("Usage:");
  }
  expect((await halflite(["--help"])).stdout).toContain("Exit codes:");
  expect((await halflite(["--version"])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test("an existing output ends with 3 and stays; --force replaces it", async () => {
  const output = folder.file("model.fp16.tflite");
  fs.writeFileSync(output, "mine");
  const { code, stderr } = await halflite(["convert", model]);
  expect(code).toBe(3);
  expect(stderr).toContain("OUTPUT_EXISTS");
  expect(fs.readFileSync(output, "utf8")).toBe("mine");
  expect((await halflite(["convert", model, "--force"])).code).toBe(0);
  expect(fs.statSync(output).size).toBeGreaterThan(500_000);
  expect(folder.files()).toEqual(["model.fp16.tflite", "model.tflite"]);
});

test("several inputs that fail alike share the exit code, else it is 1", async () => {
  const existing = folder.file("model.fp16.tflite");
  fs.writeFileSync(existing, "mine");
  fs.copyFileSync(model, folder.file("other.tflite"));
  fs.writeFileSync(folder.file("other.fp16.tflite"), "mine");
  expect((await halflite(["convert", model, folder.file("other.tflite")])).code).toBe(3);
  expect((await halflite(["convert", model, folder.file("missing.tflite")])).code).toBe(1);
});

describe("bad inputs end with 1", () => {
  test.each([
    ["broken/text.tflite", "INVALID_MODEL"],
    ["broken/schema_version_2.tflite", /^(INVALID|UNSUPPORTED)_MODEL$/],
  ])("%s", async (name, expected) => {
    for (const command of ["convert", "restore"]) {
      const { code, results } = await halfliteJson([command, fixture(name), "-o", folder.file("out.tflite")]);
      expect(code).toBe(1);
      expect(results[0].error.code).toMatch(expected);
      expect(folder.files()).toEqual(["model.tflite"]);
    }
    expect((await halflite(["inspect", fixture(name)])).code).toBe(1);
  });

  test("a missing file, a truncated one and an empty one", async () => {
    fs.writeFileSync(folder.file("empty.tflite"), "");
    fs.writeFileSync(folder.file("half.tflite"), fs.readFileSync(model).subarray(0, 900_000));
    for (const name of ["missing.tflite", "empty.tflite", "half.tflite"]) {
      const { code, stderr } = await halflite(["convert", folder.file(name)]);
      expect(code).toBe(1);
      expect(stderr).toContain(name);
    }
    expect(folder.files()).toEqual(["empty.tflite", "half.tflite", "model.tflite"]);
  });
});

test("a forced choice that is impossible ends with 4", async () => {
  const impossible = process.arch === "x64" ? "neon" : "avx2";
  for (const run of [
    halflite(["convert", model, "--target", impossible, "--backend", "native"]),
    halflite(["convert", model], { env: { HALFLITE_BACKEND: "native", HALFLITE_TARGET: impossible } }),
  ]) {
    const { code, stderr } = await run;
    expect(stderr).toContain("BACKEND_UNAVAILABLE");
    expect(code).toBe(4);
  }
  expect(folder.files()).toEqual(["model.tflite"]);
});

describe("a target that cannot be written ends with 1 and leaves nothing", () => {
  test("a folder below a file", async () => {
    const { code, stderr } = await halflite(["convert", model, "-o", path.join(model, "out.tflite")]);
    expect(code).toBe(1);
    expect(stderr).toContain("error IO");
    expect(folder.files()).toEqual(["model.tflite"]);
  });

  test("a folder that is read-only", async () => {
    const locked = folder.file("locked");
    fs.mkdirSync(locked);
    if (!mountTmpfs(locked, "ro")) return;
    try {
      const { code, stderr } = await halflite(["convert", model, "-o", locked]);
      expect(code).toBe(1);
      expect(stderr).toMatch(/EROFS|EACCES/);
    } finally {
      unmount(locked);
    }
  });

  test.each(["native", "js"])("a full disk, %s", async (backend) => {
    const small = folder.file("small");
    fs.mkdirSync(small);
    if (!mountTmpfs(small, "size=256k")) return;
    try {
      const env = backend === "js" ? { HALFLITE_BACKEND: "js" } : {};
      const { code, stderr } = await halflite(["convert", model, "-o", path.join(small, "out.tflite")], {
        env,
      });
      expect(code).toBe(1);
      expect(stderr).toContain("ENOSPC");
      expect(fs.readdirSync(small)).toEqual([]);
      expect(fs.readFileSync(model)).toEqual(fs.readFileSync(MOBILENET));
    } finally {
      unmount(small);
    }
  });
});

/** Mounts a tmpfs, which only root can; says so when it cannot. */
function mountTmpfs(where: string, options: string): boolean {
  const { status, error } = spawnSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", where]);
  const mounted = status === 0 && !error;
  if (!mounted) console.warn(`SKIPPED: ${expect.getState().currentTestName}: no right to mount a tmpfs`);
  return mounted;
}

function unmount(where: string): void {
  spawnSync("umount", [where]);
}
