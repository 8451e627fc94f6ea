import * as os from "node:os";
import { type Backend, type BackendOptions, selectFrom } from "../../src/addon/backend.js";
import type { LoadResult } from "../../src/addon/index.js";
import { isHalfliteError } from "../../src/errors.js";
import { avx2, fakeAddon, noAvx512, notLoaded, scalar } from "./fake_addon.js";

const loaded = fakeAddon(noAvx512, avx2, scalar);

/** The chosen target, "js: reason", or the error's code and requested or received name. */
function choose(from: LoadResult, options: BackendOptions, env: NodeJS.ProcessEnv = {}): string {
  try {
    const backend = selectFrom(from, options, env);
    return backend.kind === "js" ? `js: ${backend.reason}` : backend.targetName;
  } catch (error) {
    if (isHalfliteError(error, "BACKEND_UNAVAILABLE")) return `unavailable: ${error.details.requested}`;
    if (isHalfliteError(error, "UNKNOWN_NAME")) return `unknown: ${error.details.argument}`;
    if (isHalfliteError(error, "INVALID_ARGUMENT")) return `invalid: ${error.details.argument}`;
    throw error;
  }
}

const native = { HALFLITE_BACKEND: "native" };
const js = { HALFLITE_BACKEND: "js" };

test.each<[string, string, BackendOptions, NodeJS.ProcessEnv]>([
  ["the best supported target by default", "avx2", {}, {}],
  ["auto says the same", "avx2", { backend: "auto" }, {}],
  ["an option chooses JavaScript", "js: chosen by backend", { backend: "js" }, {}],
  ["the environment chooses JavaScript", "js: chosen by HALFLITE_BACKEND", {}, js],
  ["the option wins over the environment", "avx2", { backend: "native" }, js],
  ["the option wins the other way round", "js: chosen by backend", { backend: "js" }, native],
  ["auto as an option silences the environment", "avx2", { backend: "auto" }, js],
  ["a target by option", "scalar", { target: "scalar" }, {}],
  ["a target by environment", "scalar", {}, { HALFLITE_TARGET: "scalar" }],
  ["the target's option wins", "avx2", { target: "avx2" }, { HALFLITE_TARGET: "scalar" }],
  ["a target as option asks for native code", "scalar", { target: "scalar" }, js],
  [
    "JavaScript as option silences a target",
    "js: chosen by backend",
    { backend: "js" },
    { HALFLITE_TARGET: "avx2" },
  ],
  ["empty variables are no choice", "avx2", {}, { HALFLITE_BACKEND: "", HALFLITE_TARGET: "" }],
  ["JavaScript and a target, both options", "unavailable: js", { backend: "js", target: "avx2" }, {}],
  ["JavaScript and a target, both variables", "unavailable: js", {}, { ...js, HALFLITE_TARGET: "avx2" }],
  ["a target that the CPU lacks", "unavailable: avx512", { target: "avx512" }, {}],
  ["a target that the CPU lacks, by variable", "unavailable: avx512", {}, { HALFLITE_TARGET: "avx512" }],
  ["a target of another platform", "unavailable: neon", { target: "neon" }, {}],
  ["an unknown backend", "unknown: backend", { backend: "wasm" as never }, {}],
  ["an unknown backend by variable", "unknown: HALFLITE_BACKEND", {}, { HALFLITE_BACKEND: "wasm" }],
  ["an unknown target", "unknown: target", { target: "avx3" }, {}],
  ["an unknown target by variable", "unknown: HALFLITE_TARGET", {}, { HALFLITE_TARGET: "avx3" }],
  ["no threads", "invalid: threads", { threads: 0 }, {}],
  ["too many threads", "invalid: threads", { threads: 1e6 }, {}],
])("with an addon: %s", (_, expected, options, env) => {
  expect(choose(loaded, options, env)).toBe(expected);
});

test.each<[string, string, BackendOptions, NodeJS.ProcessEnv]>([
  ["JavaScript takes over", "js: no native addon in /there/halflite.node", {}, {}],
  ["JavaScript by choice", "js: chosen by backend", { backend: "js" }, {}],
  ["native by option", "unavailable: native", { backend: "native" }, {}],
  ["native by variable", "unavailable: native", {}, native],
  ["a target", "unavailable: avx2", { target: "avx2" }, {}],
  ["a forced file", "unavailable: native", {}, { HALFLITE_ADDON: "/there/halflite.node" }],
])("without an addon: %s", (_, expected, options, env) => {
  expect(choose(notLoaded, options, env)).toBe(expected);
});

test("the error names the reason and what can be had", () => {
  expect(() => selectFrom(loaded, { target: "avx512" }, {})).toThrow(
    'backend "avx512": expected one of native, avx2, scalar, js but received an impossible choice (CPU lacks avx512bw)',
  );
  expect(() => selectFrom(notLoaded, { backend: "native" }, {})).toThrow("expected one of js but");
  const broken = { failures: [{ path: "/there/halflite.node", reason: "wrong ELF class" }] };
  expect(() => selectFrom(broken, { backend: "native" }, {})).toThrow(
    "/there/halflite.node: wrong ELF class",
  );
});

test("the chosen target is given by its index, with as many threads as the process may use", () => {
  const expected: Backend = {
    kind: "native",
    addon: loaded.addon,
    target: 1,
    targetName: "avx2",
    threads: os.availableParallelism(),
  };
  expect(selectFrom(loaded, {}, {})).toEqual(expected);
  expect(selectFrom(loaded, { threads: 3 }, {})).toEqual({ ...expected, threads: 3 });
  expect(selectFrom(loaded, { threads: 3, backend: "js" }, {})).toMatchObject({ threads: 1 });
});

test("an addon without a usable target is as good as none", () => {
  expect(choose(fakeAddon(noAvx512), {})).toBe("js: this CPU supports none of the addon's targets");
});
