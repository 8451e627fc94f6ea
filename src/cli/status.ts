import fs from "node:fs";

/** What is at a path; undefined when nothing is, or when it cannot be looked at: whoever opens it then says why. */
export function statusOf(file: string): fs.Stats | undefined {
  try {
    return fs.statSync(file);
  } catch {
    return undefined;
  }
}
