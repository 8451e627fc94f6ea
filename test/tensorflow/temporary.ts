import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { type ErrorCode, HalfliteError } from "../../src/errors.js";
import { fixture } from "../paths.js";

const folders: string[] = [];

/** An empty folder that goes away after the tests of the file. */
export function temporaryFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "halflite-tensorflow-"));
  folders.push(folder);
  return folder;
}

afterAll(() => {
  for (const folder of folders) fs.rmSync(folder, { recursive: true });
});

export const savedModelFixture = (name: string): string => fixture(path.join("tensorflow", name));

/** A copy of a SavedModel of the fixtures, to be damaged. */
export function copyOf(name: string): string {
  const folder = temporaryFolder();
  fs.cpSync(savedModelFixture(name), folder, { recursive: true });
  return folder;
}

/** The error of an action, which must be one of halflite's own; null for none. */
export function defectOf(
  action: () => unknown,
): { code: ErrorCode; message: string; details: unknown } | null {
  try {
    action();
    return null;
  } catch (error) {
    if (!(error instanceof HalfliteError)) throw error;
    const { code, message, details } = error;
    return { code, message, details };
  }
}
