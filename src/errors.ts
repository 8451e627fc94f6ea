import { editDistance } from "./edit_distance.js";

/** What each error code carries. The message is derived from these, so a caller never needs to parse it. */
export interface ErrorDetails {
  /** A caller passed a value that is not accepted. */
  INVALID_ARGUMENT: { argument: string; expected: string; received: string };
  /** An option, operator or rule name is not known; `suggestion` is the nearest known one. */
  UNKNOWN_NAME: { argument: string; received: string; suggestion?: string; known: readonly string[] };
  /** A call to the operating system failed (`reason` is its code, ENOENT, ENOSPC ...). */
  IO: { path: string; operation: string; reason: string };
  /** The output exists and `force` was not given. */
  OUTPUT_EXISTS: { path: string };
  /** The bytes are not a valid model. `offset` is the byte position in the file. */
  INVALID_MODEL: { file: string; field: string; offset: number; expected: string; received: string };
  /** The model is valid but uses something newer than, or outside of, what can be kept without loss. */
  UNSUPPORTED_MODEL: { file: string; field: string; offset: number; expected: string; received: string };
  /** A graph broke an invariant between two passes, or a patch does not fit the graph. */
  INVALID_GRAPH: { graph: string; place: string; expected: string; received: string };
  /** An operator's tensors do not fit each other, or a given tensor does not fit the model. */
  SHAPE_MISMATCH: { place: string; tensor: string; expected: string; received: string };
  /** The model needs operators, or forms of operators, that halflite does not execute; all of them are listed. */
  UNSUPPORTED_OPERATOR: { file: string; operators: readonly { operator: string; reason: string }[] };
  /** A model of another format uses operations, or forms of operations, that have no form in TensorFlow Lite; all of them are listed. */
  UNSUPPORTED_OPERATION: {
    file: string;
    operations: readonly { operation: string; reason: string; nodes: readonly string[] }[];
  };
  /** An operator met a value that it has no result for: an index outside of its tensor, a division of integers by 0. */
  INVALID_VALUE: { place: string; tensor: string; expected: string; received: string };
  /** The model executed more iterations of its loops and calls of its subgraphs than `limit`. */
  STEP_LIMIT: { place: string; limit: number };
  /** A model was used after `dispose`. */
  DISPOSED: { operation: string };
  /** Something that cannot wait was asked of a model while it runs. */
  BUSY: { operation: string };
  /** An optional npm package is not installed, or does not load. */
  MISSING_PACKAGE: { package: string; operation: string; reason: string };
  /** The overflow policy is `error` and a finite value lies beyond the float16 range. */
  FLOAT16_OVERFLOW: { tensor: string; expected: string; received: string };
  /** A written file does not hold what was asked for. */
  VERIFICATION_FAILED: { file: string; place: string; expected: string; received: string };
  /** A forced backend or SIMD target cannot be had. */
  BACKEND_UNAVAILABLE: { requested: string; reason: string; available: readonly string[] };
  /** An allocation failed, or would take more than `limit`: what this platform can hold, or what a caller allows. */
  OUT_OF_MEMORY: { operation: string; bytes: number; limit?: number };
  /** The GPU's driver went away, was reset, or gave the device up. */
  DEVICE_LOST: { operation: string; reason: string };
  /** The GPU's driver refused a shader or its resources: a defect of halflite or of the driver. */
  SHADER_FAILED: { place: string; reason: string };
  /** Something that has to wait, such as for a GPU, was asked to be done at once. */
  NOT_SYNCHRONOUS: { operation: string; reason: string };
  /** An AbortSignal stopped the operation; `cause` is the signal's reason. */
  ABORTED: { operation: string };
}

export type ErrorCode = keyof ErrorDetails;

const mismatch = (where: string, d: { expected: string; received: string }) =>
  `${where}: expected ${d.expected} but received ${d.received}`;

const located = (d: ErrorDetails["INVALID_MODEL"]) =>
  mismatch(`${d.file}: ${d.field} at byte ${d.offset}`, d);

const describeOperation = ({
  operation,
  reason,
  nodes,
}: ErrorDetails["UNSUPPORTED_OPERATION"]["operations"][number]) =>
  `${operation} (${nodes.length > 3 ? `${nodes.slice(0, 3).join(", ")} and ${nodes.length - 3} more` : nodes.join(", ")}): ${reason}`;

/** The one table of messages, all of one shape: where: expected what but received what. */
const messages: { readonly [C in ErrorCode]: (details: ErrorDetails[C]) => string } = {
  INVALID_ARGUMENT: (d) => mismatch(d.argument, d),
  UNKNOWN_NAME: (d) =>
    mismatch(d.argument, { expected: `one of ${d.known.join(", ")}`, received: `"${d.received}"` }) +
    (d.suggestion ? `; did you mean "${d.suggestion}"?` : ""),
  IO: (d) => `${d.path}: cannot ${d.operation}: ${d.reason}`,
  OUTPUT_EXISTS: (d) =>
    mismatch(d.path, { expected: "no file (or the force option)", received: "an existing one" }),
  INVALID_MODEL: located,
  UNSUPPORTED_MODEL: located,
  INVALID_GRAPH: (d) => mismatch(`${d.graph}: ${d.place}`, d),
  SHAPE_MISMATCH: (d) => mismatch(`${d.place}, ${d.tensor}`, d),
  UNSUPPORTED_OPERATOR: (d) =>
    `${d.file}: cannot execute ${d.operators.map(({ operator, reason }) => `${operator} (${reason})`).join(", ")}`,
  UNSUPPORTED_OPERATION: (d) => `${d.file}: cannot convert ${d.operations.map(describeOperation).join("; ")}`,
  INVALID_VALUE: (d) => mismatch(`${d.place}, ${d.tensor}`, d),
  STEP_LIMIT: (d) => `${d.place}: more than ${d.limit} iterations and calls`,
  DISPOSED: (d) => `${d.operation}: the model was disposed`,
  BUSY: (d) => `${d.operation}: a run of the model is in progress; await it first`,
  MISSING_PACKAGE: (d) =>
    `${d.operation}: needs the optional package ${d.package} (npm install ${d.package}): ${d.reason}`,
  FLOAT16_OVERFLOW: (d) => mismatch(`tensor "${d.tensor}"`, d),
  VERIFICATION_FAILED: (d) => mismatch(`${d.file}: ${d.place}`, d),
  BACKEND_UNAVAILABLE: (d) =>
    mismatch(`backend "${d.requested}"`, {
      expected: `one of ${d.available.join(", ")}`,
      received: `an impossible choice (${d.reason})`,
    }),
  OUT_OF_MEMORY: (d) =>
    d.limit === undefined
      ? `${d.operation}: cannot allocate ${d.bytes} bytes`
      : mismatch(d.operation, { expected: `at most ${d.limit} bytes`, received: `${d.bytes}` }),
  DEVICE_LOST: (d) => `${d.operation}: the GPU device is lost: ${d.reason}`,
  SHADER_FAILED: (d) => `${d.place}: the GPU refused a shader: ${d.reason}`,
  NOT_SYNCHRONOUS: (d) => `${d.operation}: ${d.reason}`,
  ABORTED: (d) => `${d.operation}: aborted`,
};

/**
 * The only error class that halflite throws on purpose.
 *
 * @example
 * try { await convert("model.tflite") } catch (error) {
 *   if (isHalfliteError(error, "INVALID_MODEL")) console.error(error.details.field, error.details.offset);
 * }
 */
export class HalfliteError<C extends ErrorCode = ErrorCode> extends Error {
  readonly code: C;
  readonly details: ErrorDetails[C];

  constructor(code: C, details: ErrorDetails[C], cause?: unknown) {
    super(messages[code](details), cause === undefined ? undefined : { cause });
    // "AbortError" is the name that users of AbortSignal test for.
    this.name = code === "ABORTED" ? "AbortError" : "HalfliteError";
    this.code = code;
    this.details = details;
  }
}

/** Tells whether `error` is halflite's, and of the given code if one is given. */
export function isHalfliteError<C extends ErrorCode = ErrorCode>(
  error: unknown,
  code?: C,
): error is HalfliteError<C> {
  return error instanceof HalfliteError && (code === undefined || error.code === code);
}

/** Wraps an error of Node's file system as an IO error that names the path and what was tried. */
export function ioError(error: unknown, path: string, operation: string): HalfliteError {
  if (error instanceof HalfliteError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  return new HalfliteError(
    "IO",
    { path, operation, reason: code ? `${code} (${message})` : String(message) },
    error,
  );
}

/** Throws ABORTED if the signal is aborted. */
export function throwIfAborted(signal: AbortSignal | undefined, operation: string): void {
  if (signal?.aborted) throw new HalfliteError("ABORTED", { operation }, signal.reason);
}

/** The UNKNOWN_NAME error for `received`, with the nearest of `known` as the suggestion. */
export function unknownName(
  argument: string,
  received: string,
  known: readonly string[],
): HalfliteError<"UNKNOWN_NAME"> {
  const suggestion = nearest(received, known);
  return new HalfliteError("UNKNOWN_NAME", {
    argument,
    received,
    known,
    ...(suggestion ? { suggestion } : {}),
  });
}

/**
 * Refuses misspelt options, so that none is ignored in silence.
 *
 * @throws UNKNOWN_NAME; INVALID_ARGUMENT if `options` is no object
 */
export function checkOptionNames(options: object, known: readonly string[]): void {
  if (typeof options !== "object" || options === null)
    throw new HalfliteError("INVALID_ARGUMENT", {
      argument: "options",
      expected: "an object",
      received: String(options),
    });
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined) throw unknownName("options", unknown, known);
}

/** Levenshtein's distance decides; a name that shares less than half of its letters is no suggestion. */
function nearest(name: string, known: readonly string[]): string | undefined {
  let best: { name: string; distance: number } | undefined;
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance <= candidate.length / 2 && (!best || distance < best.distance))
      best = { name: candidate, distance };
  }
  return best?.name;
}
