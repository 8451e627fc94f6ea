import { importTFLite } from "../../src/importers/tflite.js";
import { JsSession } from "../../src/runtime/js/session.js";
import { prepare } from "../../src/runtime/prepare.js";
import type { Session } from "../../src/runtime/session.js";
import { fromBytes, readModel } from "../../src/tflite/index.js";

/** One way to run models, held to the same cases as all others. */
export interface Backend {
  readonly name: string;
  /** Makes a model ready to run. */
  open(model: Uint8Array): Session;
}

/** The one list: a new backend is a new entry. */
export const backends: readonly Backend[] = [
  {
    name: "js",
    open: (model) => new JsSession(prepare(importTFLite(readModel(fromBytes(model))), new Map())),
  },
];
