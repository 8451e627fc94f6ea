import { type BackendOptions, selectBackend } from "../addon/index.js";
import { JsSession } from "./js/session.js";
import { NativeSession } from "./native/session.js";
import type { PreparedGraph } from "./prepare.js";
import type { Precision, Session } from "./session.js";

/**
 * A session of the chosen backend: "auto" takes the addon where it loads.
 *
 * @param memoryLimit bytes that the values of the session's tensors may take at a time
 * @param wished what products with float16 weights may be computed in; float32 where the machine has nothing else
 * @throws BACKEND_UNAVAILABLE when the forced choice cannot be had; SHAPE_MISMATCH, UNSUPPORTED_OPERATOR for the model
 */
export function createSession(
  graphs: readonly PreparedGraph[],
  options: BackendOptions,
  memoryLimit: number,
  wished: Precision = "float32",
): Session {
  const backend = selectBackend(options);
  if (backend.kind === "js") return new JsSession(graphs, memoryLimit);
  const computesInFloat16 = backend.addon.targets[backend.target]!.float16Reason === "";
  const precision = computesInFloat16 ? wished : "float32";
  return new NativeSession(graphs, { ...backend, precision }, memoryLimit);
}
