import { HalfliteError } from "../errors.js";

/** A place in the records: the names of fields and the positions in lists that lead there from the root. */
export type Place = readonly (string | number)[];

/** "subgraphs[0].tensors[3].shape"; the root is "model". */
export function fieldName(place: Place): string {
  let name = "";
  for (const step of place) {
    if (typeof step === "number") name += `[${step}]`;
    else name += name ? `.${step}` : step;
  }
  return name || "model";
}

/** The file is broken. */
export function invalid(
  file: string,
  place: Place,
  offset: number,
  expected: string,
  received: string,
): never {
  throw new HalfliteError("INVALID_MODEL", { file, field: fieldName(place), offset, expected, received });
}

/** The file may be right, but it uses something that would be lost. */
export function unsupported(
  file: string,
  place: Place,
  offset: number,
  expected: string,
  received: string,
): never {
  throw new HalfliteError("UNSUPPORTED_MODEL", { file, field: fieldName(place), offset, expected, received });
}
