import fs from "node:fs";
import { promisify } from "node:util";
import { throwIfAborted } from "../errors.js";
import { overflowBits } from "./dispatch.js";
import { decode, encodeMeasured } from "./js/index.js";
import { STATISTICS_LENGTH } from "./statistics.js";
import { transferError } from "./transfer_error.js";
import { type ByteRegion, ELEMENT_BYTES, type Transfer, type TransferOptions } from "./transfer_plan.js";

const read = promisify(fs.read);
const write = promisify(fs.write);

/** Bytes of the source per step: what is converted between two turns of the event loop, in about a millisecond. */
const CHUNK = 1 << 20;

/** The memory of one call, reused for all chunks. */
interface Buffers {
  readonly input: Uint8Array;
  readonly output: Uint8Array;
}

/** Reads, converts and writes chunk by chunk. `rows` (zeros) receives the statistics, one row per transfer. */
export async function transferInJavaScript(options: TransferOptions, rows: Float64Array): Promise<void> {
  const longest = Math.min(CHUNK, Math.max(...options.plan.map(({ byteLength }) => byteLength)));
  const buffers = { input: new Uint8Array(longest), output: new Uint8Array(2 * longest) };
  let bytesDone = 0;
  for (const [i, transfer] of options.plan.entries()) {
    const row = rows.subarray(i * STATISTICS_LENGTH, (i + 1) * STATISTICS_LENGTH);
    for (let from = 0; from < transfer.byteLength; from += CHUNK) {
      const length = Math.min(CHUNK, transfer.byteLength - from);
      await transferChunk(options, transfer, from, length, buffers, row);
      bytesDone += length;
      options.onProgress?.(bytesDone);
      await new Promise(setImmediate);
      throwIfAborted(options.signal, "convert");
    }
  }
}

async function transferChunk(
  options: TransferOptions,
  { kind, sourceOffset, sinkOffset }: Transfer,
  from: number,
  length: number,
  buffers: Buffers,
  row: Float64Array,
): Promise<void> {
  const bytes = await readChunk(options, sourceOffset + from, length, buffers.input);
  const converted = convertChunk(options, kind, bytes, buffers.output, row);
  if (options.sink === null) return;
  const element = ELEMENT_BYTES[kind];
  await writeChunk(options, options.sink, sinkOffset + (from / element.source) * element.sink, converted);
}

/** `bytes` starts at a multiple of 4 in its buffer. */
function convertChunk(
  { sink, overflow }: TransferOptions,
  kind: Transfer["kind"],
  bytes: Uint8Array,
  output: Uint8Array,
  row: Float64Array,
): Uint8Array {
  if (kind === "copy") return bytes;
  if (kind === "float16_to_float32") {
    const halves = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
    decode(halves, new Float32Array(output.buffer, 0, halves.length));
    return output.subarray(0, halves.length * 4);
  }
  const floats = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const halves = sink && new Uint16Array(output.buffer, 0, floats.length);
  encodeMeasured(floats, halves, overflowBits(overflow), row);
  return output.subarray(0, floats.length * 2);
}

/** A view of the source if that is memory aligned to 4, else a copy in `buffer`. */
async function readChunk(
  options: TransferOptions,
  offset: number,
  length: number,
  buffer: Uint8Array,
): Promise<Uint8Array> {
  const { source } = options;
  const chunk = buffer.subarray(0, length);
  if ("bytes" in source) {
    const bytes = source.bytes.subarray(offset, offset + length);
    if (bytes.byteOffset % 4 === 0) return bytes;
    chunk.set(bytes);
    return chunk;
  }
  for (let done = 0; done < length; ) {
    const count = await attempt("read", options, () =>
      read(source.fd, chunk, done, length - done, offset + done).then(({ bytesRead }) => bytesRead),
    );
    if (count === 0) throw transferError("EOF", "read", options);
    done += count;
  }
  return chunk;
}

async function writeChunk(
  options: TransferOptions,
  sink: ByteRegion,
  offset: number,
  bytes: Uint8Array,
): Promise<void> {
  if ("bytes" in sink) {
    sink.bytes.set(bytes, offset);
    return;
  }
  for (let done = 0; done < bytes.length; ) {
    done += await attempt("write", options, () =>
      write(sink.fd, bytes, done, bytes.length - done, offset + done).then(
        ({ bytesWritten }) => bytesWritten,
      ),
    );
  }
}

async function attempt(
  operation: string,
  options: TransferOptions,
  io: () => Promise<number>,
): Promise<number> {
  try {
    return await io();
  } catch (error) {
    throw transferError((error as NodeJS.ErrnoException).code ?? "EIO", operation, options, error);
  }
}
