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

/** The folder of labelled images beside them. */
export const sharedData: string | undefined = fs.existsSync(path.join(shared, "data"))
  ? path.join(shared, "data")
  : undefined;

/** `describe` for tests over the shared models: they say so when they cannot run. */
export function describeWithSharedModels(name: string, body: (models: string) => void): void {
  if (sharedModels) {
    describe(name, () => body(sharedModels as string));
  } else {
    console.warn(`SKIPPED: ${name}: no shared models beside the checkout`);
    describe.skip(`${name} (no shared models beside the checkout)`, () => {
      test("skipped", () => undefined);
    });
  }
}
