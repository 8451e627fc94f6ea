import type { Backend } from "../addon/index.js";
import { HalfliteError } from "../errors.js";
import type { ExportPlan } from "../exporters/tflite.js";
import { type ByteRegion, type Float16Statistics, runTransfers, type Transfer } from "../float16/index.js";
import { type ByteRange, type ByteSource, readRange } from "../tflite/index.js";
import type { WriteOptions } from "./options.js";
import type { OutputFile } from "./output.js";

/** Where a model goes: a file, memory, or nowhere (it is only measured). */
export type Sink = { file: OutputFile } | { memory: (byteLength: number) => Uint8Array } | null;

/** A sink with what the caller needs of it afterwards. */
export interface Target {
  sink: Sink;
  file?: OutputFile;
  bytes(): Uint8Array | undefined;
}

export interface WriteRequest {
  plan: ExportPlan;
  source: ByteSource;
  appended: ByteRange | null;
  sink: Sink;
  backend: Backend;
  overflow: "infinity" | "clamp";
  options: WriteOptions;
}

/**
 * Writes a planned model: the metadata first, then the contents, converted on their way from the source to the sink.
 *
 * @returns the statistics of every converted content, by the view on its stored bytes
 */
export async function writeModel(request: WriteRequest): Promise<Map<ByteRange, Float16Statistics>> {
  const { plan, source, appended, sink } = request;
  const put = openSink(sink, plan.size);
  put?.write(plan.metadata, 0);
  for (const piece of plan.pieces) put?.write(piece.bytes, piece.offset);
  const rows: { transfer: Transfer; range: ByteRange }[] = [];
  plan.contents.forEach((content, i) => {
    if (!content || content.byteLength === 0) return;
    const { range, encoding } = content;
    if (range.source === source)
      rows.push({ range, transfer: transferOf(encoding, range, plan.offsets[i]!) });
    else put?.write(readRange(range), plan.offsets[i]!);
  });
  if (appended) rows.push({ range: appended, transfer: transferOf("copy", appended, plan.appendedOffset) });
  return transferRows(rows, put?.region ?? null, request);
}

const transferOf = (kind: Transfer["kind"], range: ByteRange, sinkOffset: number): Transfer => ({
  kind,
  sourceOffset: range.offset,
  sinkOffset,
  byteLength: range.byteLength,
});

/** Copies a source as it is. */
export async function copySource(request: Omit<WriteRequest, "plan" | "appended">): Promise<void> {
  const range = { source: request.source, offset: 0, byteLength: request.source.size };
  const put = openSink(request.sink, range.byteLength);
  if (put) await transferRows([{ range, transfer: transferOf("copy", range, 0) }], put.region, request);
}

function openSink(
  sink: Sink,
  size: number,
): { region: ByteRegion; write(bytes: Uint8Array, at: number): void } | null {
  if (sink === null) return null;
  if ("file" in sink) {
    const { file } = sink;
    file.truncate(size);
    return { region: { fd: file.fd, path: file.path }, write: (bytes, at) => file.write(bytes, at) };
  }
  const memory = sink.memory(size);
  return { region: { bytes: memory }, write: (bytes, at) => memory.set(bytes, at) };
}

async function transferRows(
  rows: readonly { transfer: Transfer; range: ByteRange }[],
  sink: ByteRegion | null,
  { source, backend, overflow, options }: Omit<WriteRequest, "plan" | "appended">,
): Promise<Map<ByteRange, Float16Statistics>> {
  const used = sink ? rows : rows.filter(({ transfer }) => transfer.kind === "float32_to_float16");
  const bytesTotal = used.reduce((sum, { transfer }) => sum + transfer.byteLength, 0);
  const { signal, onProgress } = options;
  const statistics = await runTransfers({
    source: regionOf(source),
    sink,
    plan: used.map(({ transfer }) => transfer),
    backend,
    overflow,
    ...(signal ? { signal } : {}),
    ...(onProgress
      ? { onProgress: (bytesDone) => onProgress({ phase: "convert", bytesDone, bytesTotal }) }
      : {}),
  });
  const measured = new Map<ByteRange, Float16Statistics>();
  used.forEach(({ range }, i) => {
    const one = statistics[i];
    if (one) measured.set(range, one);
  });
  return measured;
}

const regionOf = (source: ByteSource): ByteRegion =>
  source.fd === undefined ? { bytes: source.read(0, source.size) } : { fd: source.fd, path: source.name };

/** Memory for a whole model. */
export function allocateModel(byteLength: number): Uint8Array {
  try {
    return new Uint8Array(byteLength);
  } catch (error) {
    throw new HalfliteError("OUT_OF_MEMORY", { operation: "convert into memory", bytes: byteLength }, error);
  }
}
