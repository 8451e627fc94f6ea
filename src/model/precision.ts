import { unknownName } from "../errors.js";
import type { Model } from "../graph/index.js";
import type { Precision } from "../runtime/session.js";
import { REDUCED_PRECISION_SUPPORT, readRange } from "../tflite/index.js";

/** The words that choose what products are computed in. */
export const PRECISION_NAMES = ["float32", "float16", "model"] as const;

export type PrecisionChoice = (typeof PRECISION_NAMES)[number];

/** What the file says where its author allows sums of float16. */
const SUMS_OF_FLOAT16 = "fp16accfp16";

/** @throws UNKNOWN_NAME */
export function precisionOf(choice: PrecisionChoice = "float32", model: Model): Precision {
  if (!PRECISION_NAMES.includes(choice)) throw unknownName("precision", String(choice), PRECISION_NAMES);
  if (choice !== "model") return choice;
  const content = model.metadata.find(({ name }) => name === REDUCED_PRECISION_SUPPORT)?.content;
  if (content?.range.byteLength !== SUMS_OF_FLOAT16.length) return "float32";
  return new TextDecoder().decode(readRange(content.range)) === SUMS_OF_FLOAT16 ? "float16" : "float32";
}
