import { HalfliteError } from "../errors.js";

/** sharp is an optional package. @throws MISSING_PACKAGE */
export function loadSharp(file: string): typeof import("sharp") {
  try {
    return require("sharp") as typeof import("sharp");
  } catch (error) {
    const reason = (error as Error).message.split("\n", 1)[0]!;
    const operation = `reading the image ${file}`;
    throw new HalfliteError("MISSING_PACKAGE", { package: "sharp", operation, reason }, error);
  }
}
