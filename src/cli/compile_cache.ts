import * as nodeModule from "node:module";

/**
 * Keeps compiled JavaScript from one command to the next, in the system's folder for temporary files, where Node offers it
 * (from 22.8 on; `NODE_DISABLE_COMPILE_CACHE=1` forbids it). Imported first: only modules that load later are kept.
 */
// The types are those of the oldest Node that is supported.
(nodeModule as { enableCompileCache?: () => unknown }).enableCompileCache?.();
