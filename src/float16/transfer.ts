import { throwIfAborted } from "../errors.js";
import { compareViews, refuse } from "./arguments.js";
import { type Float16Statistics, STATISTICS_LENGTH, statisticsFromRow } from "./statistics.js";
import { transferInJavaScript } from "./transfer_js.js";
import { transferNatively } from "./transfer_native.js";
import {
  type ByteRegion,
  ELEMENT_BYTES,
  TRANSFER_KINDS,
  type TransferOptions,
  totalBytes,
} from "./transfer_plan.js";

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
