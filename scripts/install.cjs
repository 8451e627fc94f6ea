// Runs on `npm install`: takes the prebuilt addon, else compiles it, else says that TypeScript does the work. It never
// fails an install, unless HALFLITE_REQUIRE_ADDON=1 asks for the addon.
const { spawnSync } = require("node:child_process");
const { existsSync } = require("node:fs");
const path = require("node:path");

const root = path.join(__dirname, "..");
const prebuilt = path.join(root, "prebuilds", `${process.platform}-${process.arch}`, "halflite.node");
const built = path.join(root, "build", "Release", "halflite.node");

/** Tried in a child process: a binary that does not fit the platform may end the process that loads it. */
const loads = (file) =>
  existsSync(file) && spawnSync(process.execPath, ["-e", `require(${JSON.stringify(file)})`]).status === 0;

const has = (command) => !spawnSync(command, ["--version"], { shell: process.platform === "win32" }).error;

function cmakeJs() {
  try {
    return require.resolve("cmake-js/bin/cmake-js", { paths: [root] });
  } catch {
    return undefined;
  }
}

/** Headers that are already here, so that node-gyp downloads none. */
const nodedir = () =>
  [path.join(path.dirname(process.execPath), ".."), "/usr"].find((folder) =>
    existsSync(path.join(folder, "include", "node", "node_api.h")),
  );

function builders() {
  const list = [];
  const cmake = cmakeJs();
  if (cmake && has("cmake")) list.push([cmake, "compile", "--parallel", "2"]);
  const gyp = process.env.npm_config_node_gyp;
  if (gyp && nodedir()) list.push([gyp, "rebuild", `--nodedir=${nodedir()}`]);
  return list;
}

function compile() {
  if (process.env.HALFLITE_SKIP_BUILD === "1") return "HALFLITE_SKIP_BUILD is set";
  if (![process.env.CXX, "c++", "g++", "clang++", "cl"].some((compiler) => compiler && has(compiler)))
    return "there is no C++ compiler";
  let problem = "there is neither cmake-js with cmake, nor node-gyp with Node's headers";
  for (const command of builders()) {
    const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: root, encoding: "utf8" });
    if (status === 0 && loads(built)) return undefined;
    problem = `compiling failed:\n${`${stdout}${stderr}`.trim().split("\n").slice(-20).join("\n")}`;
  }
  return problem;
}

if (!loads(prebuilt)) {
  const problem = compile();
  if (problem) {
    console.log(`halflite: no native addon (${problem}); the TypeScript fallback is used`);
    if (process.env.HALFLITE_REQUIRE_ADDON === "1") process.exitCode = 1;
  }
}
