import * as fs from "node:fs";
import { promisify } from "node:util";
import type { Backend } from "../addon/index.js";
import { HalfliteError, ioError } from "../errors.js";
import { float16FromFloat32, float32FromFloat16, measureFloat16 } from "./bulk_js.js";
import { type Float16Statistics, mergeStatistics } from "./statistics.js";

/** A piece of work. Offsets and lengths in bytes; `byteLength` is the source's. */
export interface Transfer {
  kind: "copy" | "float32_to_float16" | "float16_to_float32";
  sourceOffset: number;
  sinkOffset: number;
  byteLength: number;
}

/** Bytes in an open file or in memory. */
export type ByteRegion = { fd: number; path: string } | { bytes: Uint8Array };

export interface TransferOptions {
  source: ByteRegion;
  /** Null: only measure. */
  sink: ByteRegion | null;
  plan: readonly Transfer[];
  backend: Backend;
  /** What finite values beyond ±65504 become; `clamp` also clamps infinities. */
  overflow: "infinity" | "clamp";
  signal?: AbortSignal;
  onProgress?: (bytesDone: number) => void;
}

/** Bytes of the source that are in memory at a time. */
const CHUNK = 2 * 2 ** 20;

const read = promisify(fs.read);
const write = promisify(fs.write);
const nextTurn = promisify(setImmediate);

/** The transfers without the addon: piece by piece, with the event loop running in between. */
export async function runTransfersInTypeScript(
  options: TransferOptions,
): Promise<(Float16Statistics | undefined)[]> {
  const { plan, signal, onProgress } = options;
  const buffers = {
    input: Buffer.from(new ArrayBuffer(CHUNK)),
    output: Buffer.from(new ArrayBuffer(2 * CHUNK)),
  };
  const limit = options.overflow === "clamp" ? 0x7bff : 0x7c00;
  const statistics: (Float16Statistics | undefined)[] = [];
  let bytesDone = 0;
  for (const row of plan) {
    let total = row.kind === "float32_to_float16" ? mergeStatistics([]) : undefined;
    for (let at = 0; at < row.byteLength; at += CHUNK) {
      if (signal?.aborted) throw new HalfliteError("ABORTED", { operation: "convert" }, signal.reason);
      const length = Math.min(CHUNK, row.byteLength - at);
      const input = buffers.input.subarray(0, length);
      await fill(input, options.source, row.sourceOffset + at);
      if (total) total = mergeStatistics([total, measureFloat16(floats(input), words(input), limit)]);
      const output = convertChunk(row.kind, input, buffers.output, limit);
      if (options.sink) await drain(output, options.sink, row.sinkOffset + sinkBytes(row.kind, at));
      bytesDone += length;
      onProgress?.(bytesDone);
      await nextTurn();
    }
    statistics.push(total);
  }
  return statistics;
}

const words = (b: Buffer) => new Uint32Array(b.buffer, b.byteOffset, b.byteLength >>> 2);
const floats = (b: Buffer) => new Float32Array(b.buffer, b.byteOffset, b.byteLength >>> 2);
const halves = (b: Buffer) => new Uint16Array(b.buffer, b.byteOffset, b.byteLength >>> 1);

function convertChunk(kind: Transfer["kind"], input: Buffer, room: Buffer, limit: number): Buffer {
  if (kind === "copy") return input;
  const output = room.subarray(
    0,
    kind === "float32_to_float16" ? input.byteLength / 2 : input.byteLength * 2,
  );
  if (kind === "float32_to_float16") float16FromFloat32(words(input), halves(output), limit);
  else float32FromFloat16(halves(input), words(output));
  return output;
}

async function fill(target: Buffer, source: ByteRegion, position: number): Promise<void> {
  if ("bytes" in source) {
    target.set(source.bytes.subarray(position, position + target.byteLength));
    return;
  }
  for (let done = 0; done < target.byteLength; ) {
    const { bytesRead } = await read(
      source.fd,
      target,
      done,
      target.byteLength - done,
      position + done,
    ).catch((e) => {
      throw ioError(e, source.path, "read");
    });
    if (bytesRead === 0)
      throw new HalfliteError("IO", {
        path: source.path,
        operation: "read",
        reason: "the file became shorter",
      });
    done += bytesRead;
  }
}

async function drain(from: Buffer, sink: ByteRegion, position: number): Promise<void> {
  if ("bytes" in sink) {
    sink.bytes.set(from, position);
    return;
  }
  for (let done = 0; done < from.byteLength; ) {
    const { bytesWritten } = await write(sink.fd, from, done, from.byteLength - done, position + done).catch(
      (e) => {
        throw ioError(e, sink.path, "write");
      },
    );
    done += bytesWritten;
  }
}

const sinkBytes = (kind: Transfer["kind"], sourceBytes: number): number =>
  kind === "float32_to_float16"
    ? sourceBytes / 2
    : kind === "float16_to_float32"
      ? sourceBytes * 2
      : sourceBytes;
