import { EXIT, exitCodeOf } from "./exit.js";
import { abortOnInterrupt } from "./interrupt.js";

/** What a command found out about one model, or some together, for programs and for people. */
export interface Findings {
  readonly record: object;
  /** Default: success. */
  readonly exitCode?: number;
  text(): string;
}

/**
 * Does a command's work on one model and prints what came of it, or the error.
 *
 * @returns the exit code
 */
export const runOnModel = (
  command: string,
  model: string,
  json: boolean,
  work: (signal: AbortSignal) => Promise<Findings>,
): Promise<number> => printFindings({ command, model }, model, json, work);

/** The same for work on several models together. @param subject what an error is printed for */
export async function printFindings(
  head: { readonly command: string; readonly [key: string]: unknown },
  subject: string,
  json: boolean,
  work: (signal: AbortSignal) => Promise<Findings>,
): Promise<number> {
  const { errorRecord, toJson } = require("./print/json.js") as typeof import("./print/json.js");
  const { printError } = require("./print/error.js") as typeof import("./print/error.js");
  const { packageVersion } = require("./version.js") as typeof import("./version.js");
  const { signal, dispose } = abortOnInterrupt();
  const print = (exitCode: number, record: object) =>
    console.log(toJson({ halflite: packageVersion(), ...head, exitCode, ...record }));
  try {
    const findings = await work(signal);
    const { record, exitCode = EXIT.success } = findings;
    if (json) print(exitCode, record);
    else console.log(findings.text());
    return exitCode;
  } catch (error) {
    const exitCode = exitCodeOf(error);
    if (json) print(exitCode, { error: errorRecord(error) });
    else printError(subject, error);
    return exitCode;
  } finally {
    dispose();
  }
}
