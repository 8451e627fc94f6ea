import { getSystemErrorMap } from "node:util";
import { HalfliteError } from "../errors.js";
import type { ByteRegion } from "./transfer_plan.js";

/** The IO error for a failed "read" or "write": `code` is an errno's name, or EOF for a source that is too short. */
export function transferError(
  code: string,
  operation: string,
  { source, sink }: { source: ByteRegion; sink: ByteRegion | null },
  cause?: unknown,
): HalfliteError<"IO"> {
  const region = operation === "write" ? sink : source;
  const path = region && "path" in region ? region.path : "<memory>";
  const reason = `${code} (${explain(code)})`;
  return new HalfliteError("IO", { path, operation, reason }, cause);
}

function explain(code: string): string {
  if (code === "EOF") return "the file ends before the data";
  for (const [name, message] of getSystemErrorMap().values()) if (name === code) return message;
  return "unknown error";
}
