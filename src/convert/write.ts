import type { Backend } from "../addon/index.js";
import { HalfliteError } from "../errors.js";
import type { ExportPlan } from "../exporters/tflite.js";
import type { ByteRegion, Float16Statistics } from "../float16/index.js";
import { type ByteRange, type ByteSource, readRange } from "../tflite/index.js";
import type { WriteOptions } from "./options.js";
import type { OutputFile } from "./output.js";
import { type ContentTransfer, transferContents } from "./transfer_contents.js";

/** Where a model goes: a file, memory, or nowhere (it is only measured). */
export type Sink = { file: OutputFile } | { memory: (byteLength: number) => Uint8Array } | null;

/** How contents are converted on their way to a sink. */
export interface WriteSettings {
  sink: Sink;
  backend: Backend;
  overflow: "infinity" | "clamp";
  options: WriteOptions;
}

/**
 * Writes a planned model: the metadata first, then the contents, converted on their way from their sources to the sink.
 *
 * @param appended the archive that follows the model
 * @returns the statistics of every converted content, by the view on its stored bytes
 */
export async function writeModel(
  plan: ExportPlan,
  appended: ByteRange | null,
  settings: WriteSettings,
): Promise<Map<ByteRange, Float16Statistics>> {
  const put = openSink(settings.sink, plan.size);
  put?.write(plan.metadata, 0);
  for (const piece of plan.pieces) put?.write(piece.bytes, piece.offset);
  const contents: ContentTransfer[] = [];
  plan.contents.forEach((content, i) => {
    if (!content || content.byteLength === 0) return;
    const { range, encoding } = content;
    const sinkOffset = plan.offsets[i]!;
    if (encoding === "copy" && isAtHand(range)) put?.write(readRange(range), sinkOffset);
    else contents.push({ range, kind: encoding, sinkOffset });
  });
  if (appended) contents.push({ range: appended, kind: "copy", sinkOffset: plan.appendedOffset });
  return transfer(contents, put?.region ?? null, settings);
}

/** Bytes that are written at once, for the detour over a transfer takes longer: what passes made, small constants of memory. */
const AT_HAND = 65536;

const isAtHand = ({ source, byteLength }: ByteRange): boolean =>
  !source.computed && source.fd === undefined && byteLength <= AT_HAND;

/** Copies a source as it is. */
export async function copySource(source: ByteSource, settings: WriteSettings): Promise<void> {
  const range = { source, offset: 0, byteLength: source.size };
  const put = openSink(settings.sink, range.byteLength);
  if (put) await transfer([{ range, kind: "copy", sinkOffset: 0 }], put.region, settings);
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

function transfer(
  contents: readonly ContentTransfer[],
  sink: ByteRegion | null,
  { backend, overflow, options }: WriteSettings,
) {
  const { signal, onProgress } = options;
  return transferContents(contents, { sink, backend, overflow, signal, onProgress });
}

/** Memory for a whole model. */
export function allocateModel(byteLength: number): Uint8Array {
  try {
    return new Uint8Array(byteLength);
  } catch (error) {
    throw new HalfliteError("OUT_OF_MEMORY", { operation: "convert into memory", bytes: byteLength }, error);
  }
}
