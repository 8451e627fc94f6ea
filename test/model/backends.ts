import { loadAddon } from "../../src/addon/index.js";

/** The backends that can run here: the addon may be absent, or ruled out by the environment. */
export const backends: readonly ("js" | "native")[] =
  loadAddon().addon && process.env.HALFLITE_BACKEND !== "js" ? ["js", "native"] : ["js"];
