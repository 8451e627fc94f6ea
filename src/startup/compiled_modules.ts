import fs from "node:fs";
import path from "node:path";
import { Script } from "node:vm";
import { type Archive, type Compiled, folderOf } from "./archive.js";

type Require = (id: string) => unknown;

/** What a CommonJS file is called with. */
type Body = (exports: object, require: Require, module: Module, filename: string, directory: string) => void;

interface Module {
  exports: object;
}

/** The function that Node makes of a CommonJS file; a line for the shell is a comment. */
export const bodyOf = (text: string): string =>
  `(function (exports, require, module, __filename, __dirname) {${text.replace(/^#!/, "//")}\n})`;

/**
 * Whether a file imports dynamically, which scripts cannot do in every version of Node, so that Node runs such a file itself. It must
 * not import other files of the package: it would get its own copies of them.
 */
export const importsDynamically = (text: string): boolean => /\bimport\(/.test(text);

/** Of everything that is not below the folder, by names of modules or by paths: this file is one of the package's, too. */
const requireOther: NodeJS.Require = require;

/** Runs the CommonJS files below a folder as Node does, but from an archive of what V8 made of them before. */
export class CompiledModules {
  /** By name: relative to the folder, with "/". */
  private readonly modules = new Map<string, Module>();
  private readonly names = new Map<string, Map<string, string | null>>();
  constructor(
    private readonly root: string,
    private readonly archive: Archive,
  ) {}

  /** What a file below the folder exports; it runs once. @throws what the file throws */
  require(name: string): object {
    const known = this.modules.get(name);
    if (known) return known.exports;
    const module: Module = { exports: {} };
    // Files that import each other find each other.
    this.modules.set(name, module);
    try {
      this.run(name, module);
    } catch (error) {
      this.modules.delete(name);
      throw error;
    }
    return module.exports;
  }

  private run(name: string, module: Module): void {
    const folder = folderOf(name);
    const file = this.pathOf(name);
    const directory = this.pathOf(folder);
    const names = this.namesFrom(folder);
    const require: Require = (id) => {
      if (!id.startsWith(".")) return requireOther(id);
      let own = names.get(id);
      if (own === undefined) {
        own = nameFrom(folder, id);
        names.set(id, own);
      }
      return own === null ? requireOther(path.join(directory, id)) : this.require(own);
    };
    const compiled = this.compiled(name, file);
    if (!compiled) {
      module.exports = requireOther(file);
      return;
    }
    const { source, code } = compiled;
    const script = new Script(source, { filename: file, ...(code && { cachedData: code }) });
    const body = script.runInThisContext() as Body;
    body(module.exports, require, module, file, directory);
  }

  /** What the files of a folder mean by what they require: many of them the same. */
  private namesFrom(folder: string): Map<string, string | null> {
    const known = this.names.get(folder);
    if (known) return known;
    const names = new Map<string, string | null>();
    this.names.set(folder, names);
    return names;
  }

  /** Quicker than path.join. */
  private pathOf(name: string): string {
    if (name === "") return this.root;
    return `${this.root}${path.sep}${path.sep === "/" ? name : name.replaceAll("/", path.sep)}`;
  }

  /** The file as it is now: one that changed since the archive was made is compiled again. Null for one that Node has to run. */
  private compiled(name: string, file: string): (Pick<Compiled, "source"> & Partial<Compiled>) | null {
    const kept = this.archive.find(name, fs.statSync(file));
    if (kept) return kept;
    const text = fs.readFileSync(file, "utf8");
    return importsDynamically(text) ? null : { source: bodyOf(text) };
  }
}

/** The name of a JavaScript file that is named from a folder; null for one that is not below the root. */
export function nameFrom(folder: string, id: string): string | null {
  if (!id.endsWith(".js")) return null;
  let base = folder;
  let rest = id;
  while (rest.startsWith(".")) {
    if (rest.startsWith("../")) {
      if (base === "") return null;
      base = folderOf(base);
    } else if (!rest.startsWith("./")) return null;
    rest = rest.slice(rest.indexOf("/") + 1);
  }
  // Nobody writes a step up behind a name.
  if (rest.includes("/.")) return null;
  return base === "" ? rest : `${base}/${rest}`;
}
