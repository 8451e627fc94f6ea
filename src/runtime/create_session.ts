import { type BackendOptions, selectBackend } from "../addon/index.js";
import { JsSession } from "./js/session.js";
import { NativeSession } from "./native/session.js";
import type { PreparedGraph } from "./prepare.js";
import type { Session } from "./session.js";

/**
 * A session of the chosen backend: "auto" takes the addon where it loads.
 *
 * @param memoryLimit bytes that the values of the session's tensors may take at a time
 * @throws BACKEND_UNAVAILABLE when the forced choice cannot be had; SHAPE_MISMATCH, UNSUPPORTED_OPERATOR for the model
 */
export function createSession(
  graphs: readonly PreparedGraph[],
  options: BackendOptions,
  memoryLimit: number,
): Session {
  const backend = selectBackend(options);
  return backend.kind === "js"
    ? new JsSession(graphs, memoryLimit)
    : new NativeSession(graphs, backend, memoryLimit);
}
