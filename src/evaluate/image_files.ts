import fs from "node:fs";
import path from "node:path";
import { HalfliteError, ioError } from "../errors.js";
import { IMAGE_EXTENSIONS, isImageFile } from "../image/index.js";

/**
 * The images in a folder and below it, relative to it, "/" between folders, sorted by their bytes.
 *
 * @throws IO; INVALID_ARGUMENT if there are none
 */
export function listImages(folder: string): string[] {
  const files = entriesOf(folder)
    .map((file) => file.split(path.sep).join("/"))
    .filter(isImageFile)
    .sort((a, b) => (a < b ? -1 : 1));
  if (files.length > 0) return files;
  const expected = `images (${IMAGE_EXTENSIONS.join(", ")})`;
  throw new HalfliteError("INVALID_ARGUMENT", { argument: folder, expected, received: "none" });
}

function entriesOf(folder: string): string[] {
  try {
    return fs.readdirSync(folder, { recursive: true, encoding: "utf8" });
  } catch (error) {
    throw ioError(error, folder, "list");
  }
}
