import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { type Backend, selectBackend } from "../../src/addon/index.js";
import { HalfliteError, isHalfliteError } from "../../src/errors.js";
import {
  type ByteRegion,
  measureFloat16,
  runTransfers,
  type Transfer,
  toFloat16,
  toFloat32,
} from "../../src/float16/index.js";
import { everyBackend } from "./every_backend.js";
import { randomWords, weights } from "./samples.js";

const bytesOf = (array: ArrayBufferView) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

const ELEMENTS = 700_001;
const floats = weights(ELEMENTS);
const halves = Uint16Array.from(randomWords(5, 1001));
const raw = bytesOf(randomWords(9, 30_000)).subarray(0, 99_999);

/** Three pieces with gaps between them, at odd offsets, out of order. */
const rows = {
  raw: { kind: "copy", sourceOffset: 1, sinkOffset: 1_500_003, byteLength: raw.byteLength },
  floats: { kind: "float32_to_float16", sourceOffset: 100_003, sinkOffset: 7, byteLength: 4 * ELEMENTS },
  halves: { kind: "float16_to_float32", sourceOffset: 3_000_001, sinkOffset: 1_700_001, byteLength: 2002 },
  nothing: { kind: "copy", sourceOffset: 0, sinkOffset: 0, byteLength: 0 },
} satisfies Record<string, Transfer>;
const plan: readonly Transfer[] = [rows.halves, rows.floats, rows.nothing, rows.raw];
const SINK_BYTES = 1_710_000;

const source = new Uint8Array(3_010_000).fill(0x55);
source.set(raw, rows.raw.sourceOffset);
source.set(bytesOf(floats), rows.floats.sourceOffset);
source.set(bytesOf(halves), rows.halves.sourceOffset);

function expectedSink(overflow: "infinity" | "clamp"): Buffer {
  const sink = Buffer.alloc(SINK_BYTES, 0xaa);
  sink.set(raw, rows.raw.sinkOffset);
  sink.set(bytesOf(toFloat16(floats, { backend: "js", overflow }).values), rows.floats.sinkOffset);
  sink.set(bytesOf(toFloat32(halves, { backend: "js" })), rows.halves.sinkOffset);
  return sink;
}

let folder: string;
const opened: number[] = [];
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "halflite-transfer-"));
});
afterEach(() => {
  for (const fd of opened.splice(0)) fs.closeSync(fd);
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

function file(name: string, content: Uint8Array, flags = "r+"): { fd: number; path: string } {
  const full = path.join(folder, name);
  fs.writeFileSync(full, content);
  const fd = fs.openSync(full, flags);
  opened.push(fd);
  return { fd, path: full };
}

const contentOf = (region: ByteRegion): Buffer =>
  "fd" in region ? fs.readFileSync(region.path) : Buffer.from(region.bytes);

async function errorOf(promise: Promise<unknown>): Promise<HalfliteError> {
  const outcome = await promise.then(
    () => "nothing was thrown",
    (error: unknown) => error,
  );
  if (!isHalfliteError(outcome)) throw new Error(`not halflite's error: ${outcome}`);
  return outcome;
}

const ends = {
  file: (name: string, content: Uint8Array): ByteRegion => file(name, content),
  memory: (_: string, content: Uint8Array): ByteRegion => ({ bytes: Uint8Array.from(content) }),
  "unaligned memory": (_: string, content: Uint8Array): ByteRegion => {
    const bytes = new Uint8Array(content.length + 1).subarray(1);
    bytes.set(content);
    return { bytes };
  },
};
const endNames = Object.keys(ends) as (keyof typeof ends)[];
const pairs = endNames.flatMap((from) => endNames.map((to) => [from, to] as const));

describe.each(everyBackend)("transfers on $name", ({ options }) => {
  let backend: Backend;
  beforeAll(() => {
    backend = selectBackend(options);
  });

  test.each(pairs)("from %s to %s", async (from, to) => {
    for (const overflow of ["infinity", "clamp"] as const) {
      const sink = ends[to]("sink", new Uint8Array(SINK_BYTES).fill(0xaa));
      const results = await runTransfers({
        source: ends[from]("source", source),
        sink,
        plan,
        backend,
        overflow,
      });
      expect(contentOf(sink).equals(expectedSink(overflow))).toBe(true);
      const expected = measureFloat16(floats, { ...options, overflow });
      expect(results).toEqual([undefined, closeTo(expected), undefined, undefined]);
    }
  });

  test("a null sink measures", async () => {
    const results = await runTransfers({
      source: file("measured", source),
      sink: null,
      plan: [rows.floats, rows.floats],
      backend,
      overflow: "infinity",
    });
    const expected = closeTo(measureFloat16(floats, options));
    expect(results).toEqual([expected, expected]);
  });

  test("progress never falls and ends with the total; the event loop turns meanwhile", async () => {
    const seen: number[] = [];
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    const large = new Uint8Array(48 << 20);
    await runTransfers({
      source: { bytes: large },
      sink: { bytes: new Uint8Array(large.length / 2) },
      plan: [{ kind: "float32_to_float16", sourceOffset: 0, sinkOffset: 0, byteLength: large.length }],
      backend,
      overflow: "infinity",
      onProgress: (done) => seen.push(done),
    });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(0);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBe(large.length);
  });

  test("a callback that throws ends the transfers with its error", async () => {
    const bytes = new Uint8Array(4 << 20);
    const failing = runTransfers({
      source: { bytes },
      sink: null,
      plan: [{ kind: "float32_to_float16", sourceOffset: 0, sinkOffset: 0, byteLength: bytes.length }],
      backend,
      overflow: "infinity",
      onProgress: () => {
        throw new RangeError("from the callback");
      },
    });
    await expect(failing).rejects.toThrow("from the callback");
  });

  test("an abort before the start", async () => {
    const signal = AbortSignal.abort(new Error("why"));
    const error = await errorOf(
      runTransfers({
        source: { bytes: source },
        sink: null,
        plan: [rows.floats],
        backend,
        overflow: "clamp",
        signal,
      }),
    );
    expect([error.code, error.name, error.cause]).toEqual(["ABORTED", "AbortError", signal.reason]);
  });

  test("an abort on the way stops early", async () => {
    const controller = new AbortController();
    const row = { kind: "float32_to_float16", sourceOffset: 0, sinkOffset: 0, byteLength: 64 << 20 } as const;
    const bytes = new Uint8Array(row.byteLength);
    let done = 0;
    const running = runTransfers({
      source: { bytes },
      sink: null,
      plan: Array.from({ length: 400 }, () => row),
      backend,
      overflow: "infinity",
      signal: controller.signal,
      onProgress: (bytesDone) => {
        done = bytesDone;
      },
    });
    setTimeout(() => controller.abort(), 20);
    expect((await errorOf(running)).code).toBe("ABORTED");
    expect(done).toBeLessThan(400 * row.byteLength);
  });

  test("a source that is shorter than the plan", async () => {
    const short = file("short", source.subarray(0, 200_000));
    const sink = { bytes: new Uint8Array(SINK_BYTES) };
    const error = await errorOf(
      runTransfers({ source: short, sink, plan: [rows.floats], backend, overflow: "infinity" }),
    );
    const reason = "EOF (the file ends before the data)";
    expect([error.code, error.details]).toEqual(["IO", { path: short.path, operation: "read", reason }]);
  });

  test("a sink that cannot be written", async () => {
    const sink = file("read-only", new Uint8Array(8), "r");
    const error = await errorOf(
      runTransfers({ source: { bytes: source }, sink, plan: [rows.floats], backend, overflow: "infinity" }),
    );
    const reason = "EBADF (bad file descriptor)";
    expect([error.code, error.details]).toEqual(["IO", { path: sink.path, operation: "write", reason }]);
  });

  test("a full disk", async () => {
    const device = "/dev/full";
    if (!fs.existsSync(device)) {
      console.warn(`SKIPPED: a full disk: there is no ${device}`);
      return;
    }
    const fd = fs.openSync(device, "r+");
    opened.push(fd);
    const sink = { fd, path: device };
    const error = await errorOf(
      runTransfers({ source: { bytes: source }, sink, plan: [rows.floats], backend, overflow: "infinity" }),
    );
    const reason = "ENOSPC (no space left on device)";
    expect([error.code, error.details]).toEqual(["IO", { path: device, operation: "write", reason }]);
  });

  test("an empty plan does nothing", async () => {
    const nothing = {
      source: { bytes: source },
      sink: null,
      plan: [],
      backend,
      overflow: "infinity",
    } as const;
    expect(await runTransfers(nothing)).toEqual([]);
  });
});

/** Statistics of blocks that may be cut differently: sums and maxima relative, counts exact. */
function closeTo(expected: object) {
  return Object.fromEntries(
    Object.entries(expected).map(([name, value]) => [
      name,
      Number.isInteger(value) ? value : expect.closeTo(value, Math.floor(5 - Math.log10(Math.abs(value)))),
    ]),
  );
}

describe("refused transfers", () => {
  const backend: Backend = { kind: "js", threads: 1, reason: "a test" };
  const sink = { bytes: new Uint8Array(SINK_BYTES) };
  const base = { source: { bytes: source }, sink, backend, overflow: "infinity" } as const;
  const refused: [string, Parameters<typeof runTransfers>[0], string][] = [
    ["an unknown kind", { ...base, plan: [{ ...rows.raw, kind: "move" as never }] }, "plan[0].kind"],
    ["a copy to nowhere", { ...base, sink: null, plan: [rows.floats, rows.raw] }, "plan[1].kind"],
    ["half a float", { ...base, plan: [{ ...rows.floats, byteLength: 6 }] }, "plan[0].byteLength"],
    ["a negative offset", { ...base, plan: [{ ...rows.raw, sourceOffset: -1 }] }, "plan[0].sourceOffset"],
    ["a fractional offset", { ...base, plan: [{ ...rows.raw, sinkOffset: 0.5 }] }, "plan[0].sinkOffset"],
    ["a source too small", { ...base, plan: [{ ...rows.raw, byteLength: 1e9 }] }, "plan[0].sourceOffset"],
    ["a sink too small", { ...base, plan: [{ ...rows.raw, sinkOffset: SINK_BYTES }] }, "plan[0].sinkOffset"],
    ["one memory for both", { ...base, sink: { bytes: source.subarray(9) }, plan: [rows.raw] }, "sink"],
  ];
  test.each(refused)("%s", async (_, options, argument) => {
    const error = await errorOf(runTransfers(options));
    expect([error.code, error.details]).toEqual(["INVALID_ARGUMENT", expect.objectContaining({ argument })]);
    expect(error).toBeInstanceOf(HalfliteError);
  });
});
