import * as fs from "node:fs";
import * as path from "node:path";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** The Chromium of this machine: HALFLITE_CHROMIUM, or the first on the PATH. */
export const chromiumPath: string | undefined = process.env.HALFLITE_CHROMIUM ?? onPath();

function onPath(): string | undefined {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  return folders.flatMap((folder) => NAMES.map((name) => path.join(folder, name))).find(fs.existsSync);
}

/** `describe` for tests in a browser: they say so when they cannot run. */
export function describeWithChromium(name: string, body: (executable: string) => void): void {
  if (chromiumPath !== undefined) {
    describe(name, () => body(chromiumPath as string));
  } else {
    console.warn(`SKIPPED: ${name}: no Chromium on the PATH or in HALFLITE_CHROMIUM`);
    describe.skip(`${name} (no Chromium)`, () => {
      test("skipped", () => undefined);
    });
  }
}
