// Makes prebuilds/<platform>-<arch>/halflite.node for this machine, or with `--cross aarch64` for linux-arm64. One binary
// serves all Node versions (Node-API 8). Build it on the oldest system that it shall run on.
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const { values: options } = parseArgs({ options: { cross: { type: "string" } } });

/** What cross-compiling takes, by the name that `--cross` knows. `machine` is the ELF header's. */
const crossTargets = {
  aarch64: { name: "linux-arm64", compiler: "aarch64-linux-gnu-g++", machine: 183 },
};

function fail(message) {
  console.error(`halflite: ${message}`);
  process.exit(1);
}

function build(name, output, settings) {
  const script = join("node_modules", "cmake-js", "bin", "cmake-js");
  const args = [script, "compile", "-O", output, "-B", "Release", "--parallel", "2", ...settings];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
  if (status !== 0)
    fail(`cannot build for ${name}:\n${`${stdout}${stderr}`.trim().split("\n").slice(-30).join("\n")}`);
  const product = join(root, "prebuilds", name, "halflite.node");
  mkdirSync(dirname(product), { recursive: true });
  copyFileSync(join(root, output, "Release", "halflite.node"), product);
  return product;
}

function buildHere() {
  const product = build(`${process.platform}-${process.arch}`, "build", []);
  const list = `require(${JSON.stringify(product)}).targets.map((t) => t.name).join(", ")`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ["-p", list], { encoding: "utf8" });
  if (status !== 0) fail(`${product} does not load:\n${stderr}`);
  return [product, `targets ${stdout.trim()}`];
}

function buildCross(cross) {
  const target = crossTargets[cross];
  if (!target)
    fail(`--cross: expected one of ${Object.keys(crossTargets).join(", ")} but received "${cross}"`);
  const { name, compiler, machine } = target;
  if (spawnSync(compiler, ["--version"]).error) fail(`--cross ${cross} needs ${compiler}`);
  const settings = {
    CMAKE_SYSTEM_NAME: "Linux",
    CMAKE_SYSTEM_PROCESSOR: cross,
    CMAKE_CXX_COMPILER: compiler,
  };
  const product = build(
    name,
    join("build", `prebuild-${name}`),
    Object.entries(settings).map(([key, value]) => `--CD${key}=${value}`),
  );
  if (readFileSync(product).readUInt16LE(18) !== machine) fail(`${product} is for another processor`);
  return [product, `by ${compiler}`];
}

/** The newest glibc that the binary asks for: it does not load on systems with an older one. */
function neededGlibc(product) {
  const versions = [...readFileSync(product, "latin1").matchAll(/GLIBC_(\d+)\.(\d+)/g)];
  const newest = versions
    .map(([, major, minor]) => [+major, +minor])
    .sort(([a, b], [c, d]) => a - c || b - d)
    .at(-1);
  return newest ? `, needs glibc ${newest.join(".")}` : "";
}

const [product, note] = options.cross ? buildCross(options.cross) : buildHere();
console.log(`${product}: ${readFileSync(product).length} bytes, ${note}${neededGlibc(product)}`);
