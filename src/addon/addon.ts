/** A SIMD target that is compiled into the addon. */
export interface TargetInfo {
  name: "avx512" | "avx2" | "neon" | "scalar";
  supported: boolean;
  /** Empty when supported, else what this machine lacks. */
  reason: string;
}

/** A list of copies and conversions between two regions of bytes. */
export interface TransferJob {
  target: number;
  threads: number;
  /** 0: to infinity, 1: clamp. */
  overflow: number;
  /** A file descriptor, or memory. */
  source: number | Uint8Array;
  /** The same, or null to measure only. */
  sink: number | Uint8Array | null;
  /** Rows of 4: kind (0 copy, 1 float32 to float16, 2 float16 to float32), source offset, sink offset, bytes of the source. */
  plan: Float64Array;
  /** 12 numbers per row, filled for rows of kind 1. */
  statistics: Float64Array;
  /** [0] becomes 1 to cancel. */
  control: Int32Array;
  /** [0] is the bytes of the source that are done. */
  progress: Float64Array;
}

/** A read-only mapping of a file. */
export interface NativeMappedFile {
  readonly size: number;
  window(offset: number, length: number): ArrayBuffer;
  close(): void;
}

/** What the native addon exports. Arguments are validated before the call. */
export interface Addon {
  /** Best first. */
  readonly targets: readonly TargetInfo[];
  float16FromFloat32(
    target: number,
    source: Float32Array,
    sink: Uint16Array,
    overflow: number,
    statistics: Float64Array | null,
    threads: number,
  ): void;
  float32FromFloat16(target: number, source: Uint16Array, sink: Float32Array, threads: number): void;
  measureFloat16(
    target: number,
    source: Float32Array,
    overflow: number,
    statistics: Float64Array,
    threads: number,
  ): void;
  transfer(job: TransferJob, done: (status: string) => void): void;
  allocate(fd: number, byteLength: number): string;
  mapFile(path: string): NativeMappedFile;
}
