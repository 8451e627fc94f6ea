import { HalfliteError } from "../errors.js";

/** The file is broken: `field` names the layer, entry or weight. */
export const invalid = (file: string, field: string, expected: string, received: string, offset = 0) =>
  new HalfliteError("INVALID_MODEL", { file, field, offset, expected, received });

/** A layer, or a form of one, that no graph is made for. Collected, so that one error lists all of a model. */
export class UnsupportedLayer extends Error {}
