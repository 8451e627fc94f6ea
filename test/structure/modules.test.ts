import * as fs from "node:fs";
import * as path from "node:path";
import { repositoryRoot } from "../paths.js";

/**
 * The order of the modules in src/, lowest first; a module may import itself and modules of lower rows only.
 * The modules of one row do not know each other.
 */
const ORDER: readonly (readonly string[])[] = [
  ["startup"],
  ["edit_distance"],
  ["errors"],
  ["addon"],
  ["float16"],
  ["tensor"],
  ["tflite", "npy", "image"],
  ["tensorflow"],
  ["keras"],
  ["ops"],
  ["graph"],
  ["importers", "passes", "exporters"],
  ["convert", "inspect", "runtime"],
  ["model"],
  ["evaluate", "compare"],
  ["report"],
  ["index"],
  ["main"],
  ["cli"],
];

const sourceRoot = path.join(repositoryRoot, "src");

interface Import {
  from: string;
  to: string;
}

const sourceFiles = fs
  .readdirSync(sourceRoot, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => file.split(path.sep).join("/"));

/** "cli/print/text.ts" belongs to "cli", "errors.ts" to "errors". */
const moduleOf = (file: string) => file.split("/")[0]!.replace(/\.ts$/, "");

const rankOf = (module: string) => ORDER.findIndex((row) => row.includes(module));

/** The files of src/ that a file imports: `from "..."`, `import("...")`, `require("...")`. */
function importsOf(file: string): Import[] {
  const text = fs.readFileSync(path.join(sourceRoot, file), "utf8").replace(/^\s*(\*|\/\/|\/\*).*$/gm, "");
  const specifiers = text.matchAll(/(?:\bfrom|\bimport\(|\brequire\(|^import)\s*"(\.[^"]*)"/gm);
  return [...specifiers].map(([, specifier]) => ({
    from: file,
    to: path.posix.join(path.posix.dirname(file), specifier!).replace(/\.js$/, ""),
  }));
}

/** The file that an import without its ending names. */
const resolve = (name: string) =>
  [`${name}.ts`, `${name}/index.ts`, name].find((candidate) => sourceFiles.includes(candidate));

const imports = sourceFiles.flatMap(importsOf);

test("every module has its place in the order", () => {
  const unknown = sourceFiles.filter((file) => rankOf(moduleOf(file)) < 0);
  expect(unknown).toEqual([]);
});

test("every relative import names a file of src/", () => {
  const dangling = imports.filter(({ to }) => resolve(to) === undefined);
  expect(dangling).toEqual([]);
});

test("modules import downwards only", () => {
  const upward = imports.filter(({ from, to }) => {
    const [importer, imported] = [moduleOf(from), moduleOf(resolve(to) ?? to)];
    return importer !== imported && rankOf(imported) >= rankOf(importer);
  });
  expect(upward.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
});

test("no cycle of imports within a module", () => {
  const edges = new Map<string, string[]>();
  for (const { from, to } of imports) edges.set(from, [...(edges.get(from) ?? []), resolve(to) ?? to]);
  expect(findCycle(edges)?.join(" -> ")).toBeUndefined();
});

/** Depth first; the first path that comes back to itself. */
function findCycle(edges: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const visit = (file: string, trail: readonly string[]): string[] | undefined => {
    const begin = trail.indexOf(file);
    if (begin >= 0) return [...trail.slice(begin), file];
    if (done.has(file)) return undefined;
    for (const next of edges.get(file) ?? []) {
      const cycle = visit(next, [...trail, file]);
      if (cycle) return cycle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of edges.keys()) {
    const cycle = visit(file, []);
    if (cycle) return cycle;
  }
  return undefined;
}

test("only the addon module loads native code", () => {
  const loaders = sourceFiles.filter(
    (file) =>
      moduleOf(file) !== "addon" && /\.node"/.test(fs.readFileSync(path.join(sourceRoot, file), "utf8")),
  );
  expect(loaders).toEqual([]);
});

test("files stay small enough to read", () => {
  const LIMIT = 400;
  const long = sourceFiles.filter(
    (file) => fs.readFileSync(path.join(sourceRoot, file), "utf8").split("\n").length > LIMIT,
  );
  expect(long).toEqual([]);
});
