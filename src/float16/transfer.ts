import type { Backend } from "../addon/index.js";
import { throwIfAborted } from "../errors.js";
import { compareViews, refuse } from "./arguments.js";
import type { Rounding } from "./dispatch.js";
import { type Float16Statistics, STATISTICS_LENGTH, statisticsFromRow } from "./statistics.js";
import { transferInJavaScript } from "./transfer_js.js";
import { transferNatively } from "./transfer_native.js";

/** What a transfer does to the bytes; the place in this list is the number that the addon knows it by. */
export const TRANSFER_KINDS = ["copy", "float32_to_float16", "float16_to_float32"] as const;

export type TransferKind = (typeof TRANSFER_KINDS)[number];

/** Bytes of one element of the source, and of the sink, by kind. */
export const ELEMENT_BYTES: {
  readonly [K in TransferKind]: { readonly source: number; readonly sink: number };
} = {
  copy: { source: 1, sink: 1 },
  float32_to_float16: { source: 4, sink: 2 },
  float16_to_float32: { source: 2, sink: 4 },
};

/** One copy or conversion from a range of the source to a range of the sink, in bytes. No alignment is needed. */
export interface Transfer {
  readonly kind: TransferKind;
  readonly sourceOffset: number;
  readonly sinkOffset: number;
  /** Of the source: a multiple of its element size. */
  readonly byteLength: number;
}

/** An open file (`path` is for messages) or memory. */
export type ByteRegion = { readonly fd: number; readonly path: string } | { readonly bytes: Uint8Array };

export interface TransferOptions {
  /** Little-endian values. Not changed while the transfers run. */
  readonly source: ByteRegion;
  /** Does not overlap the source. null measures only: all transfers are float32_to_float16 then. */
  readonly sink: ByteRegion | null;
  /** The sink ranges do not overlap each other. */
  readonly plan: readonly Transfer[];
  readonly backend: Backend;
  readonly overflow: Rounding;
  /** Stops with ABORTED; the sink is then partly written. */
  readonly signal?: AbortSignal | undefined;
  /** Called now and then with the source bytes done so far, never falling, at the end with their total. */
  onProgress?: ((bytesDone: number) => void) | undefined;
}

/**
 * Runs all transfers without blocking the event loop and with bounded memory. Both backends write the same bytes.
 *
 * @returns The statistics of each float32_to_float16 transfer, undefined for the others.
 * @throws HalfliteError INVALID_ARGUMENT before anything is written; IO, ABORTED.
 */
export async function runTransfers(options: TransferOptions): Promise<(Float16Statistics | undefined)[]> {
  checkTransfers(options);
  throwIfAborted(options.signal, "convert");
  const { plan, backend } = options;
  const rows = new Float64Array(plan.length * STATISTICS_LENGTH);
  if (plan.length > 0) {
    if (backend.kind === "native") await transferNatively(options, backend, rows);
    else await transferInJavaScript(options, rows);
  }
  options.onProgress?.(totalBytes(plan));
  return plan.map(({ kind }, i) => (kind === "float32_to_float16" ? statisticsFromRow(rows, i) : undefined));
}

/** The source bytes of a plan. */
export function totalBytes(plan: readonly Transfer[]): number {
  return plan.reduce((sum, { byteLength }) => sum + byteLength, 0);
}

function checkTransfers({ source, sink, plan }: TransferOptions): void {
  const inMemory = "bytes" in source && sink !== null && "bytes" in sink;
  if (inMemory && compareViews(source.bytes, sink.bytes) !== "apart") {
    refuse("sink", "memory apart from the source", "an overlap");
  }
  plan.forEach((transfer, i) => {
    const { kind, sourceOffset, sinkOffset, byteLength } = transfer;
    const where = `plan[${i}]`;
    const element = ELEMENT_BYTES[kind];
    if (element === undefined) refuse(`${where}.kind`, `one of ${TRANSFER_KINDS.join(", ")}`, kind);
    if (sink === null && kind !== "float32_to_float16")
      refuse(`${where}.kind`, "float32_to_float16 (no sink)", kind);
    if (byteLength % element.source !== 0)
      refuse(`${where}.byteLength`, `a multiple of ${element.source}`, byteLength);
    checkRange(`${where}.sourceOffset`, source, sourceOffset, byteLength);
    if (sink)
      checkRange(`${where}.sinkOffset`, sink, sinkOffset, (byteLength / element.source) * element.sink);
  });
}

function checkRange(argument: string, region: ByteRegion, offset: number, byteLength: number): void {
  const limit = "bytes" in region ? region.bytes.byteLength : Number.MAX_SAFE_INTEGER;
  const valid =
    Number.isSafeInteger(offset) && Number.isSafeInteger(byteLength) && offset >= 0 && byteLength >= 0;
  if (!valid || offset + byteLength > limit) {
    refuse(argument, `a range within ${limit} bytes`, `${byteLength} bytes at ${offset}`);
  }
}
