import fs from "node:fs";
import { ioError } from "../errors.js";

/**
 * The values of --include or --exclude that stand in files, one a line; empty lines and those that begin with # are passed over.
 *
 * @throws IO
 */
export function readSelectionFiles(files: readonly string[] = []): string[] {
  return files.flatMap((file) =>
    readText(file)
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter((line) => line !== "" && !line.startsWith("#")),
  );
}

function readText(file: string): string {
  try {
    return fs.readFileSync(file, "utf8");
  } catch (error) {
    throw ioError(error, file, "read");
  }
}

/** The lines of such a file for tensors of these names, behind comments. */
export function selectionText(comments: readonly string[], tensors: readonly string[]): string {
  const lines = [...comments.map((comment) => `# ${comment}`), ...tensors.map((name) => `tensor:${name}`)];
  return lines.map((line) => `${line}\n`).join("");
}
