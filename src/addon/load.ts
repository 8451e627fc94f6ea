import fs from "node:fs";
import path from "node:path";
import { ADDON_FUNCTIONS, type Addon } from "./interface.js";

/** A place where the addon was looked for, and why it was not taken from there. */
export interface LoadAttempt {
  readonly path: string;
  readonly reason: string;
}

/** The addon and its path, or neither; `failures` are the places that were tried before. */
export interface LoadResult {
  readonly addon?: Addon;
  readonly path?: string;
  readonly failures: readonly LoadAttempt[];
}

/**
 * The files that may hold the addon, best first, relative to the package's folder. A local build comes first: it exists
 * only where somebody compiled on purpose or where the prebuilt binary did not load.
 */
export const ADDON_FILES: readonly string[] = [
  "build/Release/halflite.node",
  "build/halflite.node",
  `prebuilds/${process.platform}-${process.arch}/halflite.node`,
];

let loaded: LoadResult | undefined;

/** Loads the addon once per process, from `HALFLITE_ADDON` if that is set. Never throws: failures are in the result. */
export function loadAddon(): LoadResult {
  loaded ??= loadFirst(candidates());
  return loaded;
}

/** The first of `files` that loads as a complete addon. */
export function loadFirst(files: readonly string[]): LoadResult {
  const failures: LoadAttempt[] = [];
  for (const file of files) {
    const outcome = tryLoad(file);
    if (typeof outcome !== "string") return { addon: outcome, path: file, failures };
    failures.push({ path: file, reason: outcome });
  }
  return { failures };
}

function candidates(): string[] {
  const forced = process.env.HALFLITE_ADDON;
  if (forced) return [path.resolve(forced)];
  const root = packageFolder(__dirname);
  return root === undefined ? [] : ADDON_FILES.map((file) => path.join(root, file));
}

/** The folder of halflite's package.json at or above `folder`; undefined when a bundler took the code elsewhere. */
export function packageFolder(folder: string): string | undefined {
  for (let at = folder; ; at = path.dirname(at)) {
    const manifest = path.join(at, "package.json");
    if (fs.existsSync(manifest) && JSON.parse(fs.readFileSync(manifest, "utf8")).name === "halflite")
      return at;
    if (at === path.dirname(at)) return undefined;
  }
}

/** The addon, or why it cannot be used. */
function tryLoad(file: string): Addon | string {
  if (!fs.existsSync(file)) return "no such file";
  if (file.includes("prebuilds") && usesMusl()) return "built for glibc, but this Node.js runs on musl";
  try {
    const exported = require(file) as Partial<Addon>;
    const missing = ADDON_FUNCTIONS.find((name) => typeof exported[name] !== "function");
    if (missing || !Array.isArray(exported.targets))
      return `built from other sources: no ${missing ?? "targets"}`;
    return exported as Addon;
  } catch (error) {
    return (error as Error).message.split("\n", 1)[0] ?? "unknown reason";
  }
}

/** Loading a glibc library into a musl process can crash it, so Node's own ELF interpreter is read instead of trying. */
function usesMusl(): boolean {
  if (process.platform !== "linux") return false;
  try {
    const header = Buffer.alloc(4096);
    const fd = fs.openSync(process.execPath, "r");
    fs.readSync(fd, header, 0, header.length, 0);
    fs.closeSync(fd);
    return header.includes("/ld-musl");
  } catch {
    return false;
  }
}
