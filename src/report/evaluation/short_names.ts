import path from "node:path";

/** Names of files without their folders, where they differ so. */
export function shortNames(files: readonly string[]): string[] {
  const names = files.map((file) => path.basename(file));
  return new Set(names).size === new Set(files).size ? names : [...files];
}
