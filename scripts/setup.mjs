// Makes a checkout ready: packages, the addon, the compiled TypeScript. Does only what changed since the last time.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const stamps = join(root, "node_modules", ".cache", "halflite");

/** The files of a folder, or the file itself; none if it is absent. */
function filesIn(place) {
  const full = join(root, place);
  if (!existsSync(full)) return [];
  if (statSync(full).isFile()) return [full];
  return readdirSync(full, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

/** Covers names and contents of the inputs, and whether the product is there. */
function hashOf(inputs, product) {
  const hash = createHash("sha256").update(
    `${process.platform} ${process.arch} ${existsSync(join(root, product))}`,
  );
  for (const file of inputs.flatMap(filesIn)) hash.update(relative(root, file)).update(readFileSync(file));
  return hash.digest("hex");
}

/** Runs a step when its inputs changed or its product came or went since the last time. */
function step(name, inputs, product, action) {
  const stamp = join(stamps, name);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hashOf(inputs, product)) return;
  action();
  mkdirSync(stamps, { recursive: true });
  writeFileSync(stamp, hashOf(inputs, product));
}

/** A failed command ends the set-up. */
function run(what, command, args) {
  console.error(`halflite: ${what} ...`);
  const shell = process.platform === "win32";
  const { status } = spawnSync(command, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"], shell });
  if (status !== 0) process.exit(status ?? 1);
}

/** npm writes its own lock file into node_modules when it is done, so that is the stamp of any `npm ci`. */
function installPackages() {
  const changed = (file) => statSync(join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (changed("node_modules/.package-lock.json") >= changed("package-lock.json")) return;
  run("installing packages", "npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"]);
}

/** tsc leaves what it compiled from files that are gone; jest would still run such tests. */
function removeOrphans() {
  for (const file of filesIn("dist")) {
    const [, stem] =
      /^dist\/(.*)\.(js|js\.map|d\.ts)$/.exec(relative(root, file).replaceAll("\\", "/")) ?? [];
    if (stem && !existsSync(join(root, `${stem}.ts`))) rmSync(file);
  }
}

installPackages();
step(
  "addon",
  [
    "native",
    "CMakeLists.txt",
    "binding.gyp",
    "scripts/install.cjs",
    "node_modules/node-addon-api/package.json",
  ],
  "build/Release/halflite.node",
  () => run("building the addon", process.execPath, ["scripts/install.cjs"]),
);
step(
  "typescript",
  ["src", "test", "bench", "tsconfig.json", "package-lock.json", "scripts/precompile.cjs"],
  "dist/src/index.js",
  () => {
    run("compiling TypeScript", process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.json"]);
    removeOrphans();
    run("keeping compiled JavaScript", process.execPath, ["scripts/precompile.cjs"]);
  },
);
