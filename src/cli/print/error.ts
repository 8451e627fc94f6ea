import { isHalfliteError } from "../../errors.js";
import { errorRecord } from "./json.js";
import { palette } from "./text.js";

/** One line on stderr that names the input; a defect of halflite also shows its stack. */
export function printError(input: string, error: unknown): void {
  const { code, message, details } = errorRecord(error);
  const where = message.includes(input) ? "" : `${input}: `;
  console.error(`${palette(process.stderr).red("error")} ${code}: ${where}${message}`);
  if (!isHalfliteError(error)) console.error((details as { stack?: string }).stack);
}
