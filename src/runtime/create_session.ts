import { type BackendOptions, readWishes } from "../addon/backend.js";
import { HalfliteError } from "../errors.js";
import { JsSession } from "./js/session.js";
import type { PreparedGraph } from "./prepare.js";
import type { Session } from "./session.js";

/**
 * A session of the chosen backend: "auto" takes TypeScript.
 *
 * @throws BACKEND_UNAVAILABLE when the native backend or one of its targets is forced
 */
export function createSession(graphs: readonly PreparedGraph[], options: BackendOptions): Session {
  const { backend, target } = readWishes(options, process.env);
  const forced = backend?.name === "native" ? backend : target;
  if (!forced) return new JsSession(graphs);
  const reason = `${forced.by} asks for native code, which converts models but does not run them yet`;
  throw new HalfliteError("BACKEND_UNAVAILABLE", { requested: forced.name, reason, available: ["js"] });
}
