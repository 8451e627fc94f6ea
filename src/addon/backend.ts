import * as os from "node:os";
import { HalfliteError, unknownName } from "../errors";
import { type Addon, TARGET_NAMES, type TargetName } from "./interface";
import { type LoadResult, loadAddon } from "./load";

/** The words that choose a backend: "auto" takes the addon if it loads. */
export const BACKEND_NAMES = ["auto", "native", "js"] as const;

export type BackendName = (typeof BACKEND_NAMES)[number];

/** Who does the work: the addon with one of its targets, or TypeScript (`reason` says why). */
export type Backend =
  | {
      readonly kind: "native";
      readonly addon: Addon;
      /** Index into `addon.targets`. */
      readonly target: number;
      readonly targetName: TargetName;
      readonly threads: number;
    }
  | { readonly kind: "js"; readonly threads: 1; readonly reason: string };

/** How to choose a backend. What is not given comes from the environment, then from what the machine offers. */
export interface BackendOptions {
  /** Default: `HALFLITE_BACKEND`, else "auto". */
  backend?: BackendName | undefined;
  /** An instruction set of the native backend. Default: `HALFLITE_TARGET`, else the best that is supported. */
  target?: string | undefined;
  /** 1 to 1024; the JavaScript backend always uses one. Default: the number of CPUs that this process may use. */
  threads?: number | undefined;
}

const MAX_THREADS = 1024;

/** A choice together with who made it, for messages. */
interface Choice<T extends string> {
  readonly name: T;
  readonly chosenBy: string;
}

/**
 * Chooses who converts. An option wins over the environment, and a target asks for the native backend.
 * @throws HalfliteError BACKEND_UNAVAILABLE when the forced choice cannot be had, UNKNOWN_NAME for another word,
 *   INVALID_ARGUMENT for a bad number of threads.
 */
export function selectBackend(options: BackendOptions = {}): Backend {
  return selectFrom(loadAddon(), options, process.env);
}

/** `selectBackend` with its inputs spelt out. */
export function selectFrom(loaded: LoadResult, options: BackendOptions, env: NodeJS.ProcessEnv): Backend {
  const threads = threadCount(options.threads);
  const backend = choose("backend", options.backend, "HALFLITE_BACKEND", env, BACKEND_NAMES);
  const target = choose("target", options.target, "HALFLITE_TARGET", env, TARGET_NAMES);

  if (backend?.name === "js") {
    // A target in the environment is a wish about native code; only one that was asked for beside "js" contradicts it.
    const contradicts = target?.chosenBy === "target" || (target && backend.chosenBy !== "backend");
    if (!contradicts) return { kind: "js", threads: 1, reason: `chosen by ${backend.chosenBy}` };
    if (backend.chosenBy === target.chosenBy || target.chosenBy !== "target") {
      throw unavailable("js", `${target.chosenBy} "${target.name}" belongs to the native backend`, loaded);
    }
  }
  const forced = target !== undefined || backend?.name === "native" || !!env.HALFLITE_ADDON;
  const found = findTarget(loaded, target);
  if (typeof found === "number") {
    const addon = loaded.addon as Addon;
    return { kind: "native", addon, target: found, targetName: addon.targets[found]!.name, threads };
  }
  if (forced) throw unavailable(target?.name ?? "native", found, loaded);
  return { kind: "js", threads: 1, reason: found };
}
