import { selectBackend } from "../addon/index.js";
import { fromBytes, openFile, readModel } from "../tflite/index.js";
import { describeModel } from "./describe.js";
import type { Inspection } from "./inspection.js";

export type {
  Inspection,
  OperatorInspection,
  SignatureInspection,
  SubgraphInspection,
  TensorInspection,
} from "./inspection.js";

export interface InspectOptions {
  /** Which code maps the file; `auto` by default. The result is the same. */
  backend?: "auto" | "native" | "js";
  target?: string;
  threads?: number;
}

/**
 * Tells what a .tflite file holds. Reads the structure only, never the weights: a large file takes no longer.
 *
 * @param source a path, or the bytes of a file
 * @throws IO, INVALID_MODEL, UNSUPPORTED_MODEL, BACKEND_UNAVAILABLE
 */
export async function inspect(
  source: string | Uint8Array,
  options: InspectOptions = {},
): Promise<Inspection> {
  const bytes = typeof source === "string" ? openFile(source, selectBackend(options)) : fromBytes(source);
  try {
    return describeModel(readModel(bytes));
  } finally {
    bytes.close();
  }
}
