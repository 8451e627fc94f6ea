import { type Addon, type Backend, selectBackend } from "../../src/addon/index.js";
import { isHalfliteError } from "../../src/errors.js";
import { importTFLite } from "../../src/importers/tflite.js";
import { NativeSession } from "../../src/runtime/native/session.js";
import { prepare } from "../../src/runtime/prepare.js";
import { fromBytes, readModel } from "../../src/tflite/index.js";
import { seeds } from "./seeds.js";

/** What `Addon.createProgram` takes. */
export interface ProgramSource {
  readonly words: Float64Array;
  readonly constants: readonly Uint8Array[];
  /** For each constant null where it is a variable, otherwise "". */
  readonly keys: readonly (string | null)[];
}

type NativeBackend = Extract<Backend, { kind: "native" }>;

export function nativeBackend(target: string): NativeBackend {
  const backend = selectBackend({ backend: "native", target, threads: 2 });
  if (backend.kind !== "native") throw new Error(`no ${target}: ${backend.reason}`);
  return backend;
}

/** The programs that the seeds are compiled to: each form of every step, many times. */
export function collectPrograms(backend: NativeBackend): ProgramSource[] {
  const programs = new Map<string, ProgramSource>();
  const addon: Addon = {
    ...backend.addon,
    createProgram(target, words, constants, keys) {
      const program = backend.addon.createProgram(target, words, constants, keys);
      programs.set(words.join(" "), {
        words,
        constants: constants.map((constant) => constant.slice()),
        keys: keys.map((key) => key && ""),
      });
      return program;
    },
  };
  for (const seed of new Set(seeds)) {
    try {
      const graphs = prepare(importTFLite(readModel(fromBytes(seed.bytes()))), new Map());
      new NativeSession(graphs, { ...backend, addon });
    } catch (error) {
      // Some seeds are models that must be refused.
      if (!isHalfliteError(error)) throw error;
    }
  }
  return [...programs.values()];
}
