// Packs the package and uses it as its users will: installed from the tarball, with and without a prebuilt addon, with
// and without a compiler, through import, require and the command line.
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const { name, version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const prebuild = join("prebuilds", `${process.platform}-${process.arch}`, "halflite.node");
const work = mkdtempSync(join(tmpdir(), "halflite-pack-"));
const shell = process.platform === "win32";

/** Runs a command and returns its output; a failure ends the check with all that was printed. */
function run(command, args, cwd, env = process.env) {
  const { status, error, stdout, stderr } = spawnSync(command, args, { cwd, env, shell, encoding: "utf8" });
  if (status === 0) return stdout.trim();
  throw new Error(`${command} ${args.join(" ")}\n${error ?? ""}${stdout}${stderr}`);
}

const hasCompiler = () =>
  ["c++", "g++", "clang++", "cl"].some((c) => !spawnSync(c, ["--version"], { shell }).error);

/** The tarball of a folder. */
function pack(folder, into) {
  mkdirSync(into);
  const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", into];
  const [{ filename, size, entryCount }] = JSON.parse(run("npm", args, folder));
  console.log(`${filename}: ${size} bytes, ${entryCount} files`);
  return join(into, filename);
}

/** The same package without its prebuilt addons, which npm's own unpacking and packing makes. */
function packWithoutPrebuilds(tarball) {
  const folder = join(work, "unpacked");
  mkdirSync(folder);
  run("tar", ["-xzf", tarball, "-C", folder], work);
  rmSync(join(folder, "package", "prebuilds"), { recursive: true, force: true });
  return pack(join(folder, "package"), join(work, "without-prebuilds"));
}

/** A PATH with Node and npm and nothing else. */
function bareEnvironment() {
  const folder = join(work, "bin");
  mkdirSync(folder);
  for (const command of ["node", "npm", "npx", "sh"]) {
    const found = process.env.PATH.split(delimiter)
      .map((place) => join(place, command))
      .find(existsSync);
    symlinkSync(found, join(folder, command));
  }
  const { CXX: _, CC: __, ...rest } = process.env;
  return { ...rest, PATH: folder };
}

/** Installs the tarball in a new project and tries every way in. `backend` is the one that must be chosen. */
function check(what, tarball, env, backend) {
  const project = mkdtempSync(join(work, "project-"));
  writeFileSync(join(project, "package.json"), JSON.stringify({ private: true }));
  run("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline", tarball], project, env);
  const names = "convert, inspect, restore, TFLiteConverter, Optimize, DType, HalfliteError, toFloat16";
  const use = `if (toFloat16(Float32Array.of(1)).values[0] !== 0x3c00 || ![${names}].every(Boolean)) process.exit(1)`;
  run("node", ["-e", `const { ${names} } = require("${name}"); ${use}`], project, env);
  run("node", ["--input-type=module", "-e", `import { ${names} } from "${name}"; ${use}`], project, env);
  const expect = (received, expected, where) => {
    if (received !== expected)
      throw new Error(`${what}: ${where}: expected ${expected} but received ${received}`);
  };
  expect(run("npx", ["--no-install", name, "--version"], project, env), version, "halflite --version");
  const doctor = JSON.parse(run("npx", ["--no-install", name, "doctor", "--json"], project, env));
  expect(doctor.backend, backend, "the backend");
  const sources = `Object.keys(require.cache).filter((file) => /dist.src.(index|model)/.test(file)).length`;
  const main = `require("${name}").loadModel; console.log(${sources})`;
  expect(run("node", ["-e", main], project, env), "0", "files that were compiled to import it");
  expect(
    run("node", ["--no-opt", "-e", main], project, env) > 0,
    true,
    "files that other flags of V8 compile",
  );
  console.log(`passed: ${what}: ${doctor.backend}${doctor.target ? ` ${doctor.target}` : ""}`);
}

try {
  if (!existsSync(join(root, "dist", "src", "index.js"))) run("npm", ["run", "build:ts"], root);
  if (hasCompiler()) console.log(run("node", ["scripts/prebuild.mjs"], root));
  const full = pack(root, join(work, "full"));
  const plain = packWithoutPrebuilds(full);
  const bare = shell ? undefined : bareEnvironment();
  if (existsSync(join(root, prebuild))) {
    check("prebuilt", full, process.env, "native");
    if (bare) check("prebuilt, no compiler", full, bare, "native");
  } else
    console.log(
      "SKIPPED: with a prebuilt addon: there is none for this platform, and no compiler to make it",
    );
  if (hasCompiler() && !shell) check("compiled on install", plain, process.env, "native");
  else console.log("SKIPPED: compiled on install: no compiler");
  if (bare) check("no prebuilt, no compiler", plain, bare, "js");
  else console.log("SKIPPED: without a compiler: Windows finds one wherever it is");
} catch (error) {
  console.error(`FAILED: ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}
