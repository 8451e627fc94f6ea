import { selectBackend } from "../../src/addon/index.js";
import { importTFLite } from "../../src/importers/tflite.js";
import { NativeSession } from "../../src/runtime/native/session.js";
import { prepare } from "../../src/runtime/prepare.js";
import { fromBytes, readModel } from "../../src/tflite/index.js";
import { stepsOf } from "../fuzz/mutate_program.js";

/** The steps of a model's programs, by name. */
export function stepNamesOf(model: Uint8Array): string[] {
  const backend = selectBackend({ backend: "native", threads: 1 });
  if (backend.kind !== "native") throw new Error(backend.reason);
  const { addon } = backend;
  const names: string[] = [];
  const createProgram: typeof addon.createProgram = (target, words, ...rest) => {
    names.push(...stepsOf(words).map(({ kind }) => addon.stepNames[kind]!));
    return addon.createProgram(target, words, ...rest);
  };
  const graphs = prepare(importTFLite(readModel(fromBytes(model))), new Map());
  new NativeSession(graphs, { ...backend, addon: { ...addon, createProgram } }).dispose();
  return names;
}
