// Makes a checkout ready: packages, the addon, the compiled TypeScript. Does only what changed since the last time.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const stamps = join(root, "node_modules", ".cache", "halflite");

function filesIn(place) {
  const full = join(root, place);
  if (!existsSync(full)) return [];
  try {
    return readdirSync(full, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
      .sort();
  } catch {
    return [full];
  }
}

function hashOf(places) {
  const hash = createHash("sha256");
  for (const file of places.flatMap(filesIn)) hash.update(file).update(readFileSync(file));
  return hash.digest("hex");
}

/** Runs a step when its inputs changed or its product is missing; a failed step ends the set-up. */
function step(name, places, product, command, args) {
  const stamp = join(stamps, name);
  const hash = hashOf(places);
  const current =
    existsSync(join(root, product)) && existsSync(stamp) && readFileSync(stamp, "utf8") === hash;
  if (current) return;
  console.error(`halflite: ${name} ...`);
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    shell: process.platform === "win32",
  });
  if (status !== 0) process.exit(status ?? 1);
  mkdirSync(stamps, { recursive: true });
  writeFileSync(stamp, hash);
}

step("packages", ["package-lock.json"], "node_modules/typescript", "npm", [
  "ci",
  "--no-audit",
  "--no-fund",
  "--ignore-scripts",
]);
step(
  "addon",
  ["native", "CMakeLists.txt", "binding.gyp", "scripts/install.cjs"],
  "node_modules",
  process.execPath,
  ["scripts/install.cjs"],
);
step("TypeScript", ["src", "test", "bench", "tsconfig.json"], "dist/src/index.js", process.execPath, [
  "node_modules/typescript/bin/tsc",
  "-p",
  "tsconfig.json",
]);
