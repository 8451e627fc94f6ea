// Configures, builds and runs the native tests; needs CMake and a C++ compiler, no packages.
//   node native/test/run.mjs                        Release build; checks the object files; everything
//   node native/test/run.mjs --sanitize address     AddressSanitizer and UndefinedBehaviorSanitizer
//   node native/test/run.mjs --sanitize thread      ThreadSanitizer
//   node native/test/run.mjs --cross aarch64        NEON, under qemu-user
//   node native/test/run.mjs --cpu Nehalem          the Release build on an emulated x86 CPU, under qemu-user
// Further options go to the tests: --stride N, --threads N, --only NAME. Slow builds look at fewer floats by default.

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { checkObjects } from "./check_objects.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** Every N-th of the 2^32 floats' blocks, where all of them would take minutes. Odd, so that every low bit varies. */
const emulatedStride = "257";

/** Debian: apt-get install g++-aarch64-linux-gnu qemu-user */
const crossBuilds = {
  aarch64: {
    prefix: "aarch64-linux-gnu-",
    configure: [
      "-DCMAKE_SYSTEM_NAME=Linux",
      "-DCMAKE_SYSTEM_PROCESSOR=aarch64",
      "-DCMAKE_CXX_COMPILER=aarch64-linux-gnu-g++",
      "-DHALFLITE_UNITY=OFF",
    ],
    emulator: ["qemu-aarch64", "-L", "/usr/aarch64-linux-gnu"],
  },
};

function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { stdio: "inherit", cwd: root, ...options });
  if (error)
    throw new Error(
      `${command}: ${error.code === "ENOENT" ? "not found, please install it" : error.message}`,
    );
  if (status !== 0) {
    console.error(`${[command, ...args].join(" ")}\nfailed with ${status}`);
    process.exit(1);
  }
}

function build(folder, configure) {
  const stdio = ["ignore", "ignore", "inherit"];
  run("cmake", ["-S", ".", "-B", folder, "-DCMAKE_BUILD_TYPE=Release", ...configure], { stdio });
  const parallel = ["--parallel", String(availableParallelism())];
  run("cmake", ["--build", folder, "--target", "halflite_native_test", "--config", "Release", ...parallel], {
    stdio,
  });
}

/** Where cmake-js has built the addon: the tests share its objects. A folder of their own for what is built otherwise. */
function folderOf({ sanitize, cross }) {
  const kind = [sanitize, cross].filter(Boolean);
  if (kind.length === 0 && existsSync(join(root, "build", "CMakeCache.txt"))) return "build";
  return join("build", ["native-test", ...kind].join("-"));
}

/** Where the generator put it: Visual Studio has a folder per configuration. */
function executable(folder) {
  if (process.platform === "win32") return join(folder, "Release", "halflite_native_test.exe");
  return join(folder, "halflite_native_test");
}

function check(folder, prefix) {
  if (process.platform !== "linux") return;
  const { checked, problems } = checkObjects(join(root, folder, "CMakeFiles"), prefix);
  if (problems.length > 0) throw new Error(problems.join("\n"));
  console.log(`${checked} object files: targets export their tables only, no AVX in the baseline`);
}

/** The programs that the models of the tests are compiled to, where dist and the addon are. */
function writePrograms(file) {
  const writer = join(root, "dist", "test", "fuzz", "write_programs.js");
  if (!existsSync(writer)) return [];
  const { status } = spawnSync(process.execPath, [writer, file], { stdio: ["ignore", "ignore", "ignore"] });
  return status === 0 ? ["--programs", file] : [];
}

async function main() {
  const text = { type: "string" };
  const { values } = parseArgs({
    options: { sanitize: text, cross: text, cpu: text, stride: text, threads: text, only: text },
  });
  const cross = values.cross === undefined ? undefined : crossBuilds[values.cross];
  if (values.cross !== undefined && !cross)
    throw new Error(`--cross: expected ${Object.keys(crossBuilds).join(", ")}`);
  const folder = folderOf(values);

  build(folder, [...(cross?.configure ?? []), `-DHALFLITE_SANITIZE=${values.sanitize ?? ""}`]);
  if (!values.sanitize) check(folder, cross?.prefix);

  const emulator = values.cpu ? ["qemu-x86_64", "-cpu", values.cpu] : (cross?.emulator ?? []);
  const slow = values.sanitize !== undefined || emulator.length > 0;
  const stride = values.stride ?? (slow ? emulatedStride : "1");
  const programs = writePrograms(join(root, folder, "programs.txt"));
  const options = ["threads", "only"].flatMap((name) =>
    values[name] === undefined ? [] : [`--${name}`, values[name]],
  );
  const command = [...emulator, executable(join(root, folder)), "--stride", stride, ...options, ...programs];
  // Most tests are of one thread: where they take long, each processor does a part of them.
  const parts = slow ? availableParallelism() : 1;
  await Promise.all(Array.from({ length: parts }, (_, part) => runPart(command, `${part}/${parts}`)));
}

async function runPart([program, ...args], part) {
  const child = spawn(program, [...args, "--part", part], { stdio: "inherit", cwd: root });
  const [status, signal] = await once(child, "exit");
  if (status === 0) return;
  console.error(`${[program, ...args].join(" ")} --part ${part}\nfailed with ${status ?? signal}`);
  process.exitCode = 1;
}

try {
  await main();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
