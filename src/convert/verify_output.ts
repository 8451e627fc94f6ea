import { setImmediate } from "node:timers/promises";
import { HalfliteError, throwIfAborted } from "../errors.js";
import { toFloat16, toFloat32 } from "../float16/index.js";
import { type Constant, type Graph, type Model, nameOf, type Value } from "../graph/index.js";
import { importTFLite } from "../importers/tflite.js";
import { toFloat32 as restorePasses, runPasses } from "../passes/index.js";
import { fromBytes, type ModelRecords, openFile, readModel } from "../tflite/index.js";
import type { WriteOptions } from "./options.js";
import type { Target } from "./target.js";

/** Bytes of a stored constant that are compared at a time. */
const CHUNK = 4 * 2 ** 20;

/**
 * Reads the written model as a stranger would, undoes the conversion in memory, and holds the result against the source:
 * the same operators with the same edges, and every constant the nearest float16 of the original.
 *
 * @throws VERIFICATION_FAILED naming the tensor or operator
 */
export async function verifyOutput(
  source: ModelRecords,
  target: Target,
  options: WriteOptions,
): Promise<{ constants: number; nodes: number } | undefined> {
  const memory = target.bytes();
  if (!target.file && !memory) return undefined;
  const written = target.file ? openFile(target.file.temporary) : fromBytes(memory!);
  try {
    const restored = importTFLite(readModel(written));
    const original = importTFLite(source);
    for (const model of [original, restored])
      runPasses(model, restorePasses, { settings: NO_SETTINGS, measured: new Map(), decisions: [] });
    return await compareModels(original, restored, written.name, options);
  } finally {
    written.close();
  }
}

const NO_SETTINGS = {
  profile: "default",
  overflow: "keep",
  accumulation: "fp16accfp32",
  minimumSaving: 1,
} as const;

/** Constants that have to be equal, up to what was done to them. */
interface Pair {
  original: Constant;
  written: Constant;
  /** The tensor's name. */
  place: string;
}

type Fail = (place: string, expected: string, received: string) => never;

async function compareModels(original: Model, written: Model, file: string, options: WriteOptions) {
  const fail: Fail = (place, expected, received) => {
    throw new HalfliteError("VERIFICATION_FAILED", { file, place, expected, received });
  };
  if (original.graphs.length !== written.graphs.length)
    fail("subgraphs", `${original.graphs.length}`, `${written.graphs.length}`);
  const pairs = original.graphs.flatMap((graph, g) => compareGraphs(graph, written.graphs[g]!, fail));
  await compareContents(pairs, fail, options);
  return {
    constants: pairs.length,
    nodes: original.graphs.reduce((sum, { nodes }) => sum + nodes.length, 0),
  };
}

/** Compares all but contents. @returns the constants whose contents are left to compare */
function compareGraphs(a: Graph, b: Graph, fail: Fail): Pair[] {
  const where = `subgraph ${a.index}`;
  if (a.nodes.length !== b.nodes.length) fail(where, `${a.nodes.length} operators`, `${b.nodes.length}`);
  const partners = new Map<Value, Value>();
  const pairs: Pair[] = [];
  const match = (left: readonly (Value | null)[], right: readonly (Value | null)[], place: string): void => {
    if (left.length !== right.length) fail(place, `${left.length} tensors`, `${right.length}`);
    left.forEach((value, i) => {
      const other = right[i] ?? null;
      if (!value || !other) {
        if (value !== other)
          fail(place, value ? nameOf(value, a) : "no tensor", other ? nameOf(other, b) : "no tensor");
        return;
      }
      const known = partners.get(value);
      if (known && known !== other && !(known.constant && other.constant))
        fail(place, known.name, other.name);
      if (known) return;
      partners.set(value, other);
      if (value.type !== other.type) fail(nameOf(value, a), value.type, other.type);
      pairs.push(...pairOf(value, other, nameOf(value, a), fail));
    });
  };
  match(a.inputs, b.inputs, `${where}, inputs`);
  a.nodes.forEach((node, i) => {
    const other = b.nodes[i]!;
    const place = `${where}, operator ${i} (${node.operator.builtinCode})`;
    if (node.operator.builtinCode !== other.operator.builtinCode)
      fail(place, node.operator.builtinCode, other.operator.builtinCode);
    match(node.inputs, other.inputs, place);
    match(node.outputs, other.outputs, place);
  });
  match(a.outputs, b.outputs, `${where}, outputs`);
  return pairs;
}

function pairOf(a: Value, b: Value, place: string, fail: Fail): Pair[] {
  if (a.constant && b.constant) return [{ original: a.constant, written: b.constant, place }];
  if (a.constant !== b.constant)
    fail(place, a.constant ? "a constant" : "no constant", b.constant ? "a constant" : "none");
  return [];
}

/** Piece by piece, with a turn of the event loop after each. */
async function compareContents(pairs: readonly Pair[], fail: Fail, { signal, onProgress }: WriteOptions) {
  const bytesTotal = pairs.reduce((sum, { written }) => sum + written.range.byteLength, 0);
  let bytesDone = 0;
  for (const { original, written, place } of pairs) {
    const check = checkOf(original, written);
    const stored = original.range.byteLength;
    const size = check.scale * stored;
    if (size !== written.range.byteLength) fail(place, `${size} bytes`, `${written.range.byteLength} bytes`);
    for (let at = 0; at < stored; at += CHUNK) {
      const count = Math.min(CHUNK, stored - at);
      const received = read(written, at * check.scale, count * check.scale);
      if (!check.holds(read(original, at, count), received)) fail(place, check.expected, "others");
      bytesDone += received.byteLength;
      onProgress?.({ phase: "verify", bytesDone, bytesTotal });
      await setImmediate();
      throwIfAborted(signal, "verify");
    }
  }
}

/** How the bytes of a written constant follow from those of the original. */
interface Check {
  /** Written bytes per original byte. */
  scale: number;
  expected: string;
  holds(original: Buffer, received: Buffer): boolean;
}

function checkOf(original: Constant, written: Constant): Check {
  if (original.encoding === written.encoding)
    return { scale: 1, expected: "the same bytes", holds: (a, b) => a.equals(b) };
  if (original.encoding === "copy")
    return { scale: 0.5, expected: "the nearest float16 of every element", holds: roundsTo };
  return { scale: 2, expected: "the float32 of every element", holds: widensTo };
}

/** Bytes that start where elements may be looked at. */
function read({ range: { source, offset } }: Constant, at: number, length: number): Buffer {
  const bytes = source.read(offset + at, length);
  const { buffer, byteOffset } = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes);
  return Buffer.from(buffer, byteOffset, length);
}

/** Both roundings of what lies beyond the range are right: the policy has chosen one. */
function roundsTo(stored: Buffer, received: Buffer): boolean {
  const floats = new Float32Array(stored.buffer, stored.byteOffset, stored.byteLength / 4);
  return (["infinity", "clamp"] as const).some((overflow) => {
    const { values } = toFloat16(floats, { backend: "js", overflow });
    return Buffer.from(values.buffer, values.byteOffset, values.byteLength).equals(received);
  });
}

function widensTo(original: Buffer, received: Buffer): boolean {
  const halves = new Uint16Array(original.buffer, original.byteOffset, original.byteLength / 2);
  const values = toFloat32(halves, { backend: "js" });
  return Buffer.from(values.buffer).equals(received);
}
