import { loadAddon, selectBackend } from "../../src/addon/index.js";
import { importTFLite } from "../../src/importers/tflite.js";
import { JsSession } from "../../src/runtime/js/session.js";
import { NativeSession } from "../../src/runtime/native/session.js";
import { prepare } from "../../src/runtime/prepare.js";
import type { Session } from "../../src/runtime/session.js";
import { fromBytes, readModel } from "../../src/tflite/index.js";

/** One way to run models, held to the same cases as all others. */
export interface Backend {
  readonly name: string;
  /** Makes a model ready to run. */
  open(model: Uint8Array): Session;
}

const prepared = (model: Uint8Array) => prepare(importTFLite(readModel(fromBytes(model))), new Map());

/** The native backend with every target that this machine can run, on one thread and on several. */
function nativeBackends(): Backend[] {
  const { addon } = loadAddon();
  if (!addon || process.env.HALFLITE_BACKEND === "js") {
    console.warn("SKIPPED: conformance of the native backend: no addon, or HALFLITE_BACKEND=js");
    return [];
  }
  const supported = addon.targets.filter((target) => target.supported);
  return supported.flatMap(({ name: target }) =>
    [1, 3].map((threads) => ({
      name: `native ${target}, ${threads} thread${threads > 1 ? "s" : ""}`,
      open: (model: Uint8Array) => {
        const backend = selectBackend({ backend: "native", target, threads });
        if (backend.kind !== "native") throw new Error(`no ${target}: ${backend.reason}`);
        return new NativeSession(prepared(model), backend);
      },
    })),
  );
}

/** The one list: a new backend is a new entry. */
export const backends: readonly Backend[] = [
  { name: "js", open: (model) => new JsSession(prepared(model)) },
  ...nativeBackends(),
];

/** The reference, and the native backend as users get it: the best target, several threads. */
export const mainBackends: readonly Backend[] = backends.filter(
  ({ name }, i) => i === 0 || name === backends[2]?.name,
);

/** `describe.each` over the native backends; without any it skips, as the console has said. */
export const describeEachNative =
  backends.length > 1 ? describe.each(backends.slice(1)) : describe.skip.each(backends);
