import type { Backend } from "../addon/index.js";
import { HalfliteError } from "../errors.js";
import { type Float16Statistics, STATISTICS_LENGTH, statisticsFromRow } from "./statistics.js";
import {
  type ByteRegion,
  runTransfersInTypeScript,
  type Transfer,
  type TransferOptions,
} from "./transfer_js.js";

export type { ByteRegion, Transfer, TransferOptions } from "./transfer_js.js";

const kindNumber = { copy: 0, float32_to_float16: 1, float16_to_float32: 2 } as const;
const POLL_MILLISECONDS = 100;

/**
 * Copies and converts pieces of one region of bytes to another, off the event loop.
 *
 * @returns per row of the plan the statistics of a conversion to float16, undefined for other rows
 * @throws ABORTED; IO naming the file for a source that is too short, a full disk and the like
 */
export async function runTransfers(options: TransferOptions): Promise<(Float16Statistics | undefined)[]> {
  const { backend } = options;
  return backend.kind === "native" ? runNative(options, backend) : runTransfersInTypeScript(options);
}

async function runNative(
  { source, sink, plan, overflow, signal, onProgress }: TransferOptions,
  { addon, target, threads }: Extract<Backend, { kind: "native" }>,
): Promise<(Float16Statistics | undefined)[]> {
  const operation = "convert";
  if (signal?.aborted) throw new HalfliteError("ABORTED", { operation }, signal.reason);
  const handle = (region: ByteRegion) => ("fd" in region ? region.fd : region.bytes);
  const statistics = new Float64Array(plan.length * STATISTICS_LENGTH);
  const control = new Int32Array(1);
  const progress = new Float64Array(1);
  const cancel = () => {
    control[0] = 1;
  };
  signal?.addEventListener("abort", cancel);
  const timer = onProgress && setInterval(() => onProgress(progress[0]!), POLL_MILLISECONDS);
  try {
    const rows = plan.flatMap((row) => [
      kindNumber[row.kind],
      row.sourceOffset,
      row.sinkOffset,
      row.byteLength,
    ]);
    const status = await new Promise<string>((resolve) => {
      const job = { source: handle(source), sink: sink && handle(sink), plan: Float64Array.from(rows) };
      addon.transfer(
        { ...job, target, threads, overflow: overflow === "clamp" ? 1 : 0, statistics, control, progress },
        resolve,
      );
    });
    if (status === "ABORTED") throw new HalfliteError("ABORTED", { operation }, signal?.reason);
    if (status !== "") throw statusError(status, source, sink);
    onProgress?.(progress[0]!);
  } finally {
    clearInterval(timer);
    signal?.removeEventListener("abort", cancel);
  }
  return plan.map((row: Transfer, i) =>
    row.kind === "float32_to_float16"
      ? statisticsFromRow(statistics, i)
      : undefined,
  );
}

/** A status is an errno's name and what was tried: "ENOSPC write". */
function statusError(status: string, source: ByteRegion, sink: ByteRegion | null): HalfliteError {
  const [reason = status, operation = "convert"] = status.split(" ");
  const region = operation === "write" ? sink : source;
  const path = region && "path" in region ? region.path : "<memory>";
  if (reason === "ENOMEM")
    return new HalfliteError("OUT_OF_MEMORY", { operation: `convert ${path}`, bytes: 0 });
  return new HalfliteError("IO", {
    path,
    operation,
    reason: reason === "EOF" ? "the file became shorter" : reason,
  });
}
