import { isHalfliteError } from "../../errors.js";

/** One JSON document. Numbers that JSON lacks are written as the strings "NaN", "Infinity" and "-Infinity". */
export function toJson(value: unknown): string {
  return JSON.stringify(value, replace, 2);
}

function replace(_key: string, value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  return typeof value === "bigint" ? String(value) : value;
}

/** What the JSON says about an error: `code` is halflite's, or "INTERNAL" for a defect of halflite. */
export interface ErrorRecord {
  code: string;
  message: string;
  details: unknown;
}

export function errorRecord(error: unknown): ErrorRecord {
  if (isHalfliteError(error)) return { code: error.code, message: error.message, details: error.details };
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return { code: "INTERNAL", message, details: { stack } };
}
