import { isHalfliteError } from "../errors.js";

/** What a lowering gives, or null where it throws an error of the node: the reference will throw it when it runs. */
export function unlessRefused<T>(lower: () => T): T | null {
  try {
    return lower();
  } catch (error) {
    if (isHalfliteError(error)) return null;
    throw error;
  }
}
