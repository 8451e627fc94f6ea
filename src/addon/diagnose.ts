import os from "node:os";
import { type BackendOptions, readWishes, selectFrom } from "./backend.js";
import type { TargetInfo } from "./interface.js";
import { type LoadAttempt, type LoadResult, loadAddon } from "./load.js";

/** What `halflite doctor` prints: plain data, safe to serialise. */
export interface Diagnosis {
  /** "v20.20.2" */
  readonly node: string;
  /** The Node-API version that this Node offers. */
  readonly napi: string;
  readonly platform: string;
  readonly arch: string;
  /** The CPU's own name, "" where the system does not tell. */
  readonly cpu: string;
  readonly addon: {
    /** The loaded file, null if none. */
    readonly path: string | null;
    /** Where it was looked for in vain, in order. */
    readonly failures: readonly LoadAttempt[];
  };
  /** The targets of the loaded addon, best first. */
  readonly targets: readonly TargetInfo[];
  /** What a conversion would use; null when the forced choice is impossible. */
  readonly backend: "native" | "js" | null;
  /** The SIMD target, null without the addon. */
  readonly target: string | null;
  readonly threads: number;
  /** Who chose: "the best supported target", "HALFLITE_BACKEND", "target" or the reason for JavaScript. */
  readonly chosenBy: string;
  /** The message of the error that a conversion would throw, null if none. */
  readonly error: string | null;
  /** What the user can do, in plain words; empty when all is well. */
  readonly remedies: readonly string[];
}

/** Looks at this process: what is loaded, what is chosen, why, and what would help. Never throws. */
export function diagnose(options: BackendOptions = {}): Diagnosis {
  return diagnoseFrom(loadAddon(), options, process.env);
}

/** `diagnose` with its inputs spelt out. */
export function diagnoseFrom(loaded: LoadResult, options: BackendOptions, env: NodeJS.ProcessEnv): Diagnosis {
  const choice = explainChoice(loaded, options, env);
  return {
    node: process.version,
    napi: process.versions.napi ?? "",
    platform: process.platform,
    arch: process.arch,
    cpu: os.cpus()[0]?.model.trim() ?? "",
    addon: { path: loaded.path ?? null, failures: loaded.failures },
    targets: loaded.addon?.targets.map((target) => ({ ...target })) ?? [],
    ...choice,
    remedies: findRemedies(loaded, choice.error),
  };
}

function explainChoice(loaded: LoadResult, options: BackendOptions, env: NodeJS.ProcessEnv) {
  try {
    const chosen = selectFrom(loaded, options, env);
    const { threads, kind: backend } = chosen;
    if (chosen.kind === "js") return { backend, target: null, threads, chosenBy: chosen.reason, error: null };
    const { backend: named, target } = readWishes(options, env);
    const chosenBy =
      target?.by ?? `${named?.name === "native" ? `${named.by}, then ` : ""}the best supported target`;
    return { backend, target: chosen.targetName, threads, chosenBy, error: null };
  } catch (error) {
    return { backend: null, target: null, threads: 0, chosenBy: "", error: (error as Error).message };
  }
}

function findRemedies(loaded: LoadResult, error: string | null): string[] {
  const remedies: string[] = [];
  if (error) {
    remedies.push(
      "Unset HALFLITE_BACKEND, HALFLITE_TARGET and HALFLITE_ADDON, or set them to something available.",
    );
  }
  if (loaded.addon) return remedies;
  const stale = loaded.failures.some(({ reason }) => reason.startsWith("built from other sources"));
  const musl = loaded.failures.some(({ reason }) => reason.includes("musl"));
  if (stale)
    remedies.push(
      "The addon is of another version than the TypeScript: remove its build folder and build again.",
    );
  if (musl)
    remedies.push(
      "There is no prebuilt binary for musl: install g++, cmake or python3 with make, and build it here.",
    );
  remedies.push(
    "Conversions work without the addon, several times slower. To build it, install a C++20 compiler " +
      "(g++ 11, clang 14, Xcode or Visual Studio 2022) with cmake or python3 and make, then run `npm rebuild halflite` " +
      "(in a checkout: `npm install`).",
  );
  return remedies;
}
