import * as fs from "node:fs";
import * as path from "node:path";

/** The folder that holds package.json, found upwards from the compiled file. */
export const repositoryRoot: string = (() => {
  let folder = __dirname;
  while (!fs.existsSync(path.join(folder, "package.json"))) folder = path.dirname(folder);
  return folder;
})();

/** A file of the project's own fixtures. */
export const fixture = (name: string): string => path.join(repositoryRoot, "test", "fixtures", name);

const shared = process.env.HALFLITE_SHARED ?? path.join(repositoryRoot, "..", "shared");

/** The folder of real models beside the checkout, absent for users of the product. */
export const sharedModels: string | undefined = fs.existsSync(path.join(shared, "models"))
  ? path.join(shared, "models")
  : undefined;

/** A folder of real data beside the checkout, absent for users of the product. */
export const sharedData = (name: string): string | undefined => {
  const folder = path.join(shared, "data", name);
  return fs.existsSync(folder) ? folder : undefined;
};

/** `describe` for tests over the shared models: they say so when they cannot run. */
export function describeWithSharedModels(name: string, body: (models: string) => void): void {
  describeWith("shared models", sharedModels, name, body);
}

/** The same for tests over a folder of shared data. */
export function describeWithSharedData(folder: string, name: string, body: (data: string) => void): void {
  describeWith(`shared data ${folder}`, sharedData(folder), name, body);
}

function describeWith(
  what: string,
  folder: string | undefined,
  name: string,
  body: (folder: string) => void,
) {
  if (folder !== undefined) {
    describe(name, () => body(folder));
  } else {
    console.warn(`SKIPPED: ${name}: no ${what} beside the checkout`);
    describe.skip(`${name} (no ${what} beside the checkout)`, () => {
      test("skipped", () => undefined);
    });
  }
}
