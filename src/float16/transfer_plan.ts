import type { Backend } from "../addon/index.js";
import type { Rounding } from "./dispatch.js";

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

/** The source bytes of a plan. */
export function totalBytes(plan: readonly Transfer[]): number {
  return plan.reduce((sum, { byteLength }) => sum + byteLength, 0);
}
