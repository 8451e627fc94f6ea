import { HalfliteError } from "../errors.js";

/** A place in a file, for messages. */
export interface Place {
  readonly file: string;
  /** What is there: `node "dense/kernel", attribute value`. */
  readonly field: string;
  /** Its first byte in the file. */
  readonly offset: number;
}

/** The file is broken. */
export const invalid = ({ file, field, offset }: Place, expected: string, received: string) =>
  new HalfliteError("INVALID_MODEL", { file, field, offset, expected, received });

/** The file may be right, but nothing here can hold what it says. */
export const unsupported = ({ file, field, offset }: Place, expected: string, received: string) =>
  new HalfliteError("UNSUPPORTED_MODEL", { file, field, offset, expected, received });
