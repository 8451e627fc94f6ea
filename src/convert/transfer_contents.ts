import { throwIfAborted } from "../errors.js";
import {
  type ByteRegion,
  ELEMENT_BYTES,
  type Float16Statistics,
  mergeStatistics,
  runTransfers,
  type Transfer,
  type TransferOptions,
  totalBytes,
} from "../float16/index.js";
import type { ByteRange, ByteSource } from "../tflite/index.js";
import type { Progress } from "./options.js";

/** A content on its way: where it is stored, what is done to it, and where in the output it goes. */
export interface ContentTransfer {
  range: ByteRange;
  kind: Transfer["kind"];
  sinkOffset: number;
}

/** What all contents of one output have in common. */
export interface ContentTransferOptions extends Pick<TransferOptions, "backend" | "overflow" | "signal"> {
  /** null measures only. */
  sink: ByteRegion | null;
  onProgress?: ((progress: Progress) => void) | undefined;
}

/** What is gathered before it is transferred, in bytes: enough to keep several threads busy, little enough to have twice. */
const BATCH = 4 * 2 ** 20;

/** Memory from here on is read where it is; many small constants are quicker gathered. */
const LARGE = 2 ** 20;

/**
 * Transfers contents of any mix of sources: those of a file, or of large memory, in one go from where they are; all others, which are
 * small or computed on reading, piece by piece. Apart from contents that are in memory it takes some MiB, however large they are.
 *
 * @param contents in the order of the output, which is the order that they are written in, source by source
 * @returns the statistics of every content that is converted to float16, by the view on its stored bytes
 * @throws IO, ABORTED; what a computed content throws
 */
export async function transferContents(
  contents: readonly ContentTransfer[],
  options: ContentTransferOptions,
): Promise<Map<ByteRange, Float16Statistics>> {
  const measures = ({ kind }: ContentTransfer) => kind === "float32_to_float16";
  const used = options.sink ? contents : contents.filter(measures);
  const progress = new TotalProgress(used, options.onProgress);
  const parts = new Map<ByteRange, Float16Statistics[]>();
  const keep: Keep = (range, statistics) => {
    if (!statistics) return;
    const known = parts.get(range);
    if (known) known.push(statistics);
    else parts.set(range, [statistics]);
  };
  const { direct, gathered } = bySource(used);
  for (const [source, rows] of direct) await transferDirectly(source, rows, options, progress, keep);
  await transferGathered(gathered, options, progress, keep);
  return new Map(
    [...parts].map(([range, found]) => [range, found.length > 1 ? mergeStatistics(found) : found[0]!]),
  );
}

/** Takes what was measured of a part of a content. */
type Keep = (range: ByteRange, statistics: Float16Statistics | undefined) => void;

/** Adds up what consecutive transfers report. */
class TotalProgress {
  private done = 0;
  private readonly bytesTotal: number;

  constructor(
    contents: readonly ContentTransfer[],
    private readonly report: ContentTransferOptions["onProgress"],
  ) {
    this.bytesTotal = contents.reduce((sum, { range }) => sum + range.byteLength, 0);
  }

  /** What the transfer that runs now has done. Absent where nobody asks, so that nobody looks. */
  get current(): Pick<TransferOptions, "onProgress"> {
    const { report, done, bytesTotal } = this;
    if (!report) return {};
    return {
      onProgress: (bytes) => report({ phase: "convert", bytesDone: done + bytes, bytesTotal }),
    };
  }

  finished(bytes: number): void {
    this.done += bytes;
  }
}

function bySource(contents: readonly ContentTransfer[]) {
  const direct = new Map<ByteSource, ContentTransfer[]>();
  const gathered: ContentTransfer[] = [];
  for (const content of contents) {
    const { source } = content.range;
    const known = direct.get(source);
    if (known) known.push(content);
    else if (source.computed || (source.fd === undefined && source.size < LARGE)) gathered.push(content);
    else direct.set(source, [content]);
  }
  return { direct, gathered };
}

async function transferDirectly(
  source: ByteSource,
  contents: readonly ContentTransfer[],
  options: ContentTransferOptions,
  progress: TotalProgress,
  keep: Keep,
): Promise<void> {
  const plan = contents.map(({ range, kind, sinkOffset }) => ({
    kind,
    sourceOffset: range.offset,
    sinkOffset,
    byteLength: range.byteLength,
  }));
  await run(regionOf(source), plan, contents, options, progress, keep);
}

/** Carries out a plan, a transfer for each of `contents`. */
async function run(
  source: ByteRegion,
  plan: readonly Transfer[],
  contents: readonly ContentTransfer[],
  { sink, backend, overflow, signal }: ContentTransferOptions,
  progress: TotalProgress,
  keep: Keep,
): Promise<void> {
  const found = await runTransfers({ source, sink, plan, backend, overflow, signal, ...progress.current });
  contents.forEach(({ range }, i) => {
    keep(range, found[i]);
  });
  progress.finished(totalBytes(plan));
}

const regionOf = (source: ByteSource): ByteRegion =>
  source.fd === undefined ? { bytes: source.read(0, source.size) } : { fd: source.fd, path: source.name };

/** A part of a content that is read at once. */
interface Piece {
  content: ContentTransfer;
  /** The part's first byte in the content. */
  at: number;
  byteLength: number;
}

/**
 * While one batch is converted and written, which native code does on its own threads, the next one is read or computed here. Two
 * buffers take turns.
 */
async function transferGathered(
  contents: readonly ContentTransfer[],
  options: ContentTransferOptions,
  progress: TotalProgress,
  keep: Keep,
): Promise<void> {
  const batches = batchesOf(contents);
  const longest = Math.max(0, ...batches.map(lengthOf));
  const buffers = [0, 1].map((i) => new Uint8Array(batches.length > i ? longest : 0));
  let running = Promise.resolve();
  try {
    for (const [i, batch] of batches.entries()) {
      throwIfAborted(options.signal, "convert");
      const bytes = buffers[i % 2]!;
      const plan = fill(bytes, batch);
      await running;
      const contents = batch.map(({ content }) => content);
      running = run({ bytes }, plan, contents, options, progress, keep);
    }
  } finally {
    // Nobody may write to the output, or read a source, when this has ended.
    await running;
  }
}

/** Reads the pieces one behind another. */
function fill(bytes: Uint8Array, batch: readonly Piece[]): Transfer[] {
  let end = 0;
  return batch.map(({ content: { range, kind, sinkOffset }, at, byteLength }) => {
    const sourceOffset = end;
    bytes.set(range.source.read(range.offset + at, byteLength), sourceOffset);
    end += aligned(byteLength);
    const { source, sink } = ELEMENT_BYTES[kind];
    return { kind, sourceOffset, sinkOffset: sinkOffset + (at / source) * sink, byteLength };
  });
}

/** Cuts contents at multiples of a batch, and puts together what fits into one. */
function batchesOf(contents: readonly ContentTransfer[]): Piece[][] {
  const batches: Piece[][] = [];
  let free = 0;
  for (const content of contents) {
    for (let at = 0; at < content.range.byteLength; at += BATCH) {
      const byteLength = Math.min(BATCH, content.range.byteLength - at);
      if (aligned(byteLength) > free) {
        batches.push([]);
        free = BATCH;
      }
      batches.at(-1)!.push({ content, at, byteLength });
      free -= aligned(byteLength);
    }
  }
  return batches;
}

const lengthOf = (batch: readonly Piece[]): number =>
  batch.reduce((sum, { byteLength }) => sum + aligned(byteLength), 0);

/** Every piece starts where its elements may be looked at without a copy. */
const aligned = (byteLength: number): number => Math.ceil(byteLength / 4) * 4;
