/** What `halflite.node` exports. TypeScript validates arguments first; the addon checks again what memory safety needs. */
export interface Addon {
  /** The SIMD targets compiled into this binary, best first. Functions take an index into this list. */
  readonly targets: readonly TargetInfo[];
  /**
   * float32 -> float16, synchronous. `sink.length >= source.length`. `overflow` is 0 (to infinity) or 1 (clamp).
   * `statistics` is null or a Float64Array of `STATISTICS_LENGTH`, overwritten.
   */
  float16FromFloat32(
    target: number,
    source: Float32Array,
    sink: Uint16Array,
    overflow: number,
    statistics: Float64Array | null,
    threads: number,
  ): void;
  /** float16 -> float32, synchronous. `sink.length >= source.length`. */
  float32FromFloat16(target: number, source: Uint16Array, sink: Float32Array, threads: number): void;
  /** The statistics of `float16FromFloat32` without writing the result. */
  measureFloat16(
    target: number,
    source: Float32Array,
    overflow: number,
    statistics: Float64Array,
    threads: number,
  ): void;
  /**
   * Runs copies and conversions on worker threads. Calls `done` once, with "" for success, "ABORTED", or the name of an
   * errno and the place of the failure: "ENOSPC write", "EIO read", "EOF read".
   */
  transfer(job: TransferJob, done: (status: string) => void): void;
  /** Maps a file read-only. Throws an Error whose `code` is the errno's name. */
  mapFile(path: string): NativeMappedFile;
  /** Has a thread find the pages of a mapping in memory, or read them from the file, before somebody waits for each of them. */
  readAhead(bytes: Uint8Array): void;
  /** Reserves `byteLength` bytes of space for an open file. Returns "" or the name of an errno. */
  allocate(fd: number, byteLength: number): string;
  /** The names of the steps that programs are made of; a program names them by number. */
  readonly stepNames: readonly string[];
  /**
   * Makes a program (see native/program/program.h for the words). Constant weights are packed off this thread, or by the first run that needs them; those of equal keys, which
   * stand for equal bytes, are packed once in a process. The key "" is equal to none;
   * null stands for memory that steps may write to. `inFloat16` allows float16 arithmetic where the target has it (default: no).
   * Throws a RangeError for a program that does not fit itself, whose `step` is the number of the step (or -1); an Error
   * with code ENOMEM.
   */
  createProgram(
    target: number,
    words: Float64Array,
    constants: readonly Uint8Array[],
    keys: readonly (string | null)[],
    inFloat16?: boolean,
  ): NativeProgram;
  /** Memory for a program's values, aligned to 64 bytes, not cleared. Throws an Error with code ENOMEM. */
  createArena(bytes: number): Uint8Array;
}

/** A program that can run in any arena of its size; runs in different arenas may overlap. */
export interface NativeProgram {
  /** Bytes of packed weights. */
  readonly heldBytes: number;
  /**
   * Runs on this thread and up to `threads` - 1 others. `microseconds` gets the time of each step.
   * Returns the number of the step that had no result for its values, where the program ended; -1 for none.
   */
  run(arena: Uint8Array, threads: number, microseconds: Float64Array | null): number;
  /** The same off this thread; `done` is called once, with an error or with what `run` returns and how long that took, the way there and back apart. */
  runAsync(
    arena: Uint8Array,
    threads: number,
    microseconds: Float64Array | null,
    done: (error: Error | null, failedStep: number, milliseconds: number) => void,
  ): void;
}

/** The functions that a usable binary exports: a stale build may lack some. */
export const ADDON_FUNCTIONS = [
  "float16FromFloat32",
  "float32FromFloat16",
  "measureFloat16",
  "transfer",
  "mapFile",
  "readAhead",
  "allocate",
  "createProgram",
  "createArena",
] as const satisfies readonly (keyof Addon)[];

/** The names of the instruction sets that native kernels exist for, over all platforms. */
export const TARGET_NAMES = ["avx512", "avx2", "neon", "scalar"] as const;

export type TargetName = (typeof TARGET_NAMES)[number];

/** One instruction set of the binary, and whether this machine can run it. */
export interface TargetInfo {
  readonly name: TargetName;
  readonly supported: boolean;
  /** Why the target cannot be used ("CPU lacks avx512bw"), "" when it can. */
  readonly reason: string;
  /** Why the target cannot compute in float16 here ("CPU lacks avx512fp16"), "" when it can. */
  readonly float16Reason: string;
  /** Why the target cannot multiply bytes here ("CPU lacks avx512_vnni"), "" when it can. */
  readonly byteReason: string;
}

/** One call of `Addon.transfer`. */
export interface TransferJob {
  target: number;
  threads: number;
  /** 0 (to infinity) or 1 (clamp). */
  overflow: number;
  /** A file descriptor or memory. */
  source: number | Uint8Array;
  /** A file descriptor, memory, or null to measure only. */
  sink: number | Uint8Array | null;
  /** Rows of 4: kind (0 copy, 1 float32 -> float16, 2 float16 -> float32), source offset, sink offset, source bytes. */
  plan: Float64Array;
  /** `STATISTICS_LENGTH` doubles per row of the plan, filled for kind 1. */
  statistics: Float64Array;
  /** Element 0 is set to 1 to cancel. */
  control: Int32Array;
  /** Element 0 counts the source bytes that are done. */
  progress: Float64Array;
}

/** A read-only mapping of a whole file. */
export interface NativeMappedFile {
  /** In bytes. */
  readonly size: number;
  /** An external ArrayBuffer over [offset, offset + length), `length` <= 2^31. It keeps the mapping alive. */
  window(offset: number, length: number): ArrayBuffer;
  close(): void;
}
