// Runs on `npm install`: takes the prebuilt addon, else compiles it (in a checkout the other way round), else says that TypeScript does the work; keeps compiled JavaScript. It never
// fails an install, unless HALFLITE_REQUIRE_ADDON=1 asks for the addon. HALFLITE_SKIP_BUILD=1 compiles nothing.
const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");

const root = path.join(__dirname, "..");
const prebuilt = path.join(root, "prebuilds", `${process.platform}-${process.arch}`, "halflite.node");
const built = path.join(root, "build", "Release", "halflite.node");
const onWindows = process.platform === "win32";

/** Tried in a child process: a binary that does not fit the platform may end the process that loads it. */
const loads = (file) =>
  fs.existsSync(file) && spawnSync(process.execPath, ["-e", `require(${JSON.stringify(file)})`]).status === 0;

const has = (command) => !spawnSync(command, ["--version"], { shell: onWindows }).error;

/** Visual Studio is found by the build tools themselves, it is not on the PATH. */
const hasCompiler = () =>
  onWindows || [process.env.CXX, "c++", "g++", "clang++"].some((name) => name && has(name));

/** cmake-js is there in a checkout; as a dependency the package has npm's own node-gyp only. */
function cmakeJs() {
  try {
    return has("cmake") ? require.resolve("cmake-js/bin/cmake-js", { paths: [root] }) : undefined;
  } catch {
    return undefined;
  }
}

/** A folder with Node's headers, so that node-gyp downloads none: Node's own, or the ones of node-api-headers. */
function nodeHeaders() {
  const own = path.join(path.dirname(process.execPath), "..");
  if (fs.existsSync(path.join(own, "include", "node", "node_api.h"))) return own;
  if (onWindows) return undefined; // there node-gyp also wants node.lib
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "halflite-headers-"));
  const include = path.join(folder, "include", "node");
  fs.cpSync(require("node-api-headers").include_dir, include, { recursive: true });
  const release =
    "{'target_defaults': {'default_configuration': 'Release', 'configurations': {'Release': {}}}}";
  fs.writeFileSync(path.join(include, "common.gypi"), release);
  process.on("exit", () => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The commands that can build the addon here, best first. */
function* builders() {
  const cmake = cmakeJs();
  if (cmake) yield [cmake, "compile", "--parallel", "2"];
  const gyp = process.env.npm_config_node_gyp;
  const headers = gyp && nodeHeaders();
  // A compiler takes up to 300 MB: not one for each of a server's processors.
  const jobs = Math.min(os.availableParallelism(), 8);
  if (headers) yield [gyp, "rebuild", `--nodedir=${headers}`, `--jobs=${jobs}`];
}

/** Why there is no addon; undefined when there is one. */
function compile() {
  if (process.env.HALFLITE_SKIP_BUILD === "1") return "HALFLITE_SKIP_BUILD is set";
  if (!hasCompiler()) return "no prebuilt binary for this platform and no C++ compiler";
  let problem = "there is neither cmake-js with cmake, nor node-gyp with Node's headers";
  for (const command of builders()) {
    const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: root, encoding: "utf8" });
    if (status === 0 && loads(built)) return undefined;
    problem = `compiling failed:\n${`${stdout}${stderr}`.trim().split("\n").slice(-20).join("\n")}\n`;
  }
  return problem;
}

/** In a checkout the sources may be newer than a prebuilt binary, so that one is only the second choice there. */
function install() {
  try {
    const inCheckout = fs.existsSync(path.join(root, "src"));
    if (!inCheckout && loads(prebuilt)) return undefined;
    const problem = compile();
    return problem && inCheckout && loads(prebuilt) ? undefined : problem;
  } catch (error) {
    return error.message;
  }
}

require("./precompile.cjs");
const problem = install();
if (problem) {
  console.log(`halflite: no native addon (${problem}); the TypeScript fallback is used`);
  if (process.env.HALFLITE_REQUIRE_ADDON === "1") process.exitCode = 1;
}
