import os from "node:os";
import { HalfliteError, unknownName } from "../errors.js";
import { type Addon, TARGET_NAMES, type TargetName } from "./interface.js";
import { type LoadResult, loadAddon } from "./load.js";

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
  const { backend, target } = readWishes(options, env);
  if (backend?.name === "js") {
    if (target)
      throw unavailable("js", `${target.by} "${target.name}" belongs to the native backend`, loaded);
    return { kind: "js", threads: 1, reason: `chosen by ${backend.by}` };
  }
  const found = findTarget(loaded, target?.name);
  if (typeof found !== "string") return { kind: "native", ...found, threads };
  const forced = target !== undefined || backend?.name === "native" || Boolean(env.HALFLITE_ADDON);
  if (forced) throw unavailable(target?.name ?? "native", found, loaded);
  return { kind: "js", threads: 1, reason: found };
}

/** A name and who gave it: an option's name or an environment variable's. */
interface Wish<T> {
  readonly name: T;
  readonly by: string;
}

/** What was asked for. An option silences the variable that would contradict it. */
export function readWishes(options: BackendOptions, env: NodeJS.ProcessEnv) {
  const backend =
    readWish("backend", options.backend, BACKEND_NAMES) ??
    (options.target === undefined
      ? readWish("HALFLITE_BACKEND", env.HALFLITE_BACKEND, BACKEND_NAMES)
      : undefined);
  const target =
    readWish("target", options.target, TARGET_NAMES) ??
    (options.backend === "js" ? undefined : readWish("HALFLITE_TARGET", env.HALFLITE_TARGET, TARGET_NAMES));
  return { backend, target };
}

function readWish<T extends string>(
  by: string,
  name: string | undefined,
  known: readonly T[],
): Wish<T> | undefined {
  if (name === undefined || (name === "" && by.startsWith("HALFLITE_"))) return undefined;
  if (!known.includes(name as T)) throw unknownName(by, String(name), known);
  return { name: name as T, by };
}

function threadCount(threads: number | undefined): number {
  if (threads === undefined) return os.availableParallelism();
  if (Number.isInteger(threads) && threads >= 1 && threads <= MAX_THREADS) return threads;
  const expected = `an integer from 1 to ${MAX_THREADS}`;
  throw new HalfliteError("INVALID_ARGUMENT", { argument: "threads", expected, received: String(threads) });
}

/** The wished target, or the best one, with its addon; or why there is none. */
function findTarget(loaded: LoadResult, wished: TargetName | undefined) {
  const { addon } = loaded;
  if (!addon) return describeFailures(loaded);
  const target = addon.targets.findIndex((info) => (wished ? info.name === wished : info.supported));
  const info = addon.targets[target];
  if (!info)
    return wished ? `not compiled into ${loaded.path}` : "this CPU supports none of the addon's targets";
  return info.supported ? { addon, target, targetName: info.name } : info.reason;
}

/** Why no addon is loaded, in one line: the files that exist are worth naming, the absent ones are not. */
export function describeFailures(loaded: LoadResult): string {
  const broken = loaded.failures.filter(({ reason }) => reason !== "no such file");
  if (broken.length > 0) return broken.map(({ path, reason }) => `${path}: ${reason}`).join("; ");
  const place = loaded.failures.length === 1 ? loaded.failures[0]!.path : "this installation";
  return `no native addon in ${place}`;
}

function unavailable(requested: string, reason: string, { addon }: LoadResult): HalfliteError {
  const targets = addon?.targets.filter(({ supported }) => supported).map(({ name }) => name) ?? [];
  const available = targets.length > 0 ? ["native", ...targets, "js"] : ["js"];
  return new HalfliteError("BACKEND_UNAVAILABLE", { requested, reason, available });
}
