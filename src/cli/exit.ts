import { isHalfliteError } from "../errors.js";

/** The exit codes of `halflite`, and what the help says about each. */
export const EXIT = {
  success: 0,
  failure: 1,
  usage: 2,
  outputExists: 3,
  backendUnavailable: 4,
  outOfBounds: 5,
  interrupted: 130,
} as const;

export const EXIT_HELP = `Exit codes:
  0    everything that was asked for was done
  1    at least one input failed: not a valid model, one that cannot be executed, or the system refused
       to read or write
  2    wrong usage: an unknown command, option or name, a pattern that matches nothing, an output that is an input
  3    an output exists already and --force was not given; nothing else went wrong
  4    the backend or SIMD target that was forced cannot be had
  5    the outputs of two models lie further apart than compare's --max-error allows
  130  interrupted (SIGINT, SIGTERM, SIGHUP); the output in progress was removed`;

/** The exit code that one error stands for. */
export function exitCodeOf(error: unknown): number {
  if (!isHalfliteError(error)) return EXIT.failure;
  switch (error.code) {
    case "INVALID_ARGUMENT":
    case "UNKNOWN_NAME":
      return EXIT.usage;
    case "OUTPUT_EXISTS":
      return EXIT.outputExists;
    case "BACKEND_UNAVAILABLE":
      return EXIT.backendUnavailable;
    case "ABORTED":
      return EXIT.interrupted;
    default:
      return EXIT.failure;
  }
}

/** The exit code of several failures: the one they all share, else 1; an interruption wins. */
export function exitCodeOfAll(errors: readonly unknown[]): number {
  const codes = new Set(errors.map(exitCodeOf));
  if (codes.has(EXIT.interrupted)) return EXIT.interrupted;
  const [only] = codes;
  return codes.size > 1 ? EXIT.failure : (only ?? EXIT.success);
}
