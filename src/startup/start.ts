import { runInThisContext } from "node:vm";
import { Archive, archivePath } from "./archive.js";
import { CompiledModules } from "./compiled_modules.js";

let started: CompiledModules | null | undefined;

/**
 * What a file of the package exports, from an archive of what V8 compiled when the package was installed: compiling takes
 * more than half of the time of an import, and a part of the first load of a model.
 *
 * @param root the folder of the package's JavaScript
 * @param entry the file, relative to the folder
 * @returns null where there is no archive that this process can use: `require` does the same, later
 */
export function startCompiled(root: string, entry: string): object | null {
  if (started === undefined) started = open(root);
  return started?.require(entry) ?? null;
}

/** Null in realms of their own, as of Jest, whose arrays are not those of the main one, and where an archive cannot be read. */
function open(root: string): CompiledModules | null {
  try {
    const isMainRealm = runInThisContext("globalThis") === globalThis;
    return isMainRealm ? new CompiledModules(root, Archive.open(archivePath(root))) : null;
  } catch {
    return null;
  }
}
