import { HalfliteError } from "../errors.js";

/** An INVALID_MODEL of a file: `field` is what is wrong with it, at a byte where one is known. */
export const invalid = (file: string, field: string, expected: string, received: string, offset = 0) =>
  new HalfliteError("INVALID_MODEL", { file, field, offset, expected, received });
