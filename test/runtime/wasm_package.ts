import * as fs from "node:fs";
import { createRequire } from "node:module";
import * as path from "node:path";
import { compileFunction } from "node:vm";

/** Makes an instance of an Emscripten module. */
export type ModuleFactory<M> = (options: object) => Promise<M>;

/**
 * Loads the script that an npm package ships beside its WebAssembly. These scripts are CommonJS even inside of packages
 * that say they are ESM, and are meant for `importScripts`; compiled as a function they run in Node and set no global.
 *
 * @param file relative to the package's folder
 */
export function loadWasmPackage<M>(
  packageName: string,
  file: string,
): { factory: ModuleFactory<M>; folder: string } {
  const root = path.dirname(require.resolve(`${packageName}/package.json`));
  const script = path.join(root, file);
  const folder = path.dirname(script);
  const module = { exports: {} };
  const names = ["module", "exports", "require", "__filename", "__dirname"];
  const run = compileFunction(fs.readFileSync(script, "utf8"), names, { filename: script });
  run(module, module.exports, createRequire(script), script, folder);
  return { factory: module.exports as ModuleFactory<M>, folder };
}
