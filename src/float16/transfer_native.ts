import type { Backend, TransferJob } from "../addon/index.js";
import { HalfliteError } from "../errors.js";
import { roundingCode } from "./dispatch.js";
import { transferError } from "./transfer_error.js";
import { type ByteRegion, TRANSFER_KINDS, type TransferOptions } from "./transfer_plan.js";

/** How often progress is looked at, in ms. */
const POLL_INTERVAL = 100;

/** Runs the whole plan in one call of the addon. `rows` receives the statistics, one row per transfer. */
export async function transferNatively(
  options: TransferOptions,
  backend: Extract<Backend, { kind: "native" }>,
  rows: Float64Array,
): Promise<void> {
  const job = prepare(options, backend, rows);
  const { signal, onProgress } = options;
  const cancel = () => {
    job.control[0] = 1;
  };
  signal?.addEventListener("abort", cancel, { once: true });
  const poll = onProgress ? pollProgress(job, onProgress, cancel) : undefined;
  try {
    const status = await new Promise<string>((resolve) => backend.addon.transfer(job, resolve));
    if (poll?.failure) throw poll.failure.error;
    if (status !== "") throw statusError(status, options);
  } finally {
    signal?.removeEventListener("abort", cancel);
    poll?.stop();
  }
}

function prepare(
  { source, sink, plan, overflow }: TransferOptions,
  { target, threads }: { target: number; threads: number },
  statistics: Float64Array,
): TransferJob {
  const rows = plan.map((t) => [TRANSFER_KINDS.indexOf(t.kind), t.sourceOffset, t.sinkOffset, t.byteLength]);
  return {
    target,
    threads,
    overflow: roundingCode(overflow),
    source: handle(source),
    sink: sink && handle(sink),
    plan: Float64Array.from(rows.flat()),
    statistics,
    control: new Int32Array(1),
    progress: new Float64Array(1),
  };
}

const handle = (region: ByteRegion): number | Uint8Array => ("fd" in region ? region.fd : region.bytes);

/** Watches the job's counter. A callback that throws cancels the job, and its error is thrown when that has stopped. */
function pollProgress(job: TransferJob, onProgress: (bytesDone: number) => void, cancel: () => void) {
  const state: { failure?: { error: unknown }; stop(): void } = { stop: () => clearInterval(timer) };
  let last = 0;
  const timer = setInterval(() => {
    const bytesDone = job.progress[0] ?? 0;
    if (bytesDone <= last) return;
    last = bytesDone;
    try {
      onProgress(bytesDone);
    } catch (error) {
      state.failure = { error };
      state.stop();
      cancel();
    }
  }, POLL_INTERVAL);
  timer.unref();
  return state;
}

function statusError(status: string, options: TransferOptions): HalfliteError {
  if (status === "ABORTED")
    return new HalfliteError("ABORTED", { operation: "convert" }, options.signal?.reason);
  const [code = status, operation = "convert"] = status.split(" ");
  return transferError(code, operation, options);
}
