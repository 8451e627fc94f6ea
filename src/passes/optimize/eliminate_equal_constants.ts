import { createHash } from "node:crypto";
import { applyPatches, type Constant, type Graph, type Patch, type Value } from "../../graph/index.js";
import type { Pass } from "../pass.js";
import { typeKey } from "./eliminate_equal_nodes.js";

/** Bytes that are read at once. */
const PIECE = 1 << 20;
/** What is computed when it is read may need all of its source for a few bytes: larger constants of that kind are left alone. */
const MOST_COMPUTED = 1 << 16;
/** Bytes at either end that nearly always tell different contents apart. */
const SAMPLE = 1 << 12;

/**
 * Before: constants of the same content
 *
 * After:  one content, and one tensor for those that have the same type, shape and quantization as well
 *
 * When:   they are not large and computed. Contents of one length are compared by their ends first, and those that agree by a digest (SHA-256) of all bytes,
 *         piece by piece.
 */
export const eliminateEqualConstants: Pass<unknown> = {
  name: "eliminate_equal_constants",
  run(model) {
    const graphs = model.graphs;
    const contents = new Set(
      graphs.flatMap(({ values }) => values.flatMap(({ constant }) => constant ?? [])),
    );
    const shared = equalContents([...contents].filter(isComparable));
    return graphs.flatMap((graph) => {
      const patches = patchesOf(graph, shared);
      applyPatches(graph, patches);
      return patches.map(({ rewrite }) => rewrite);
    });
  },
};

const isComparable = ({ encoding, range: { source }, byteLength }: Constant): boolean =>
  encoding === "copy" && (!source.computed || byteLength <= MOST_COMPUTED);

/** For each content that equals an earlier one, that one. */
function equalContents(contents: readonly Constant[]): Map<Constant, Constant> {
  const firsts = new Map<string, Constant>();
  const shared = new Map<Constant, Constant>();
  const candidates = repeated(contents, ({ byteLength }) => `${byteLength}`);
  for (const constant of repeated(candidates, sampleOf)) {
    const key = digestOf(constant);
    const first = firsts.get(key);
    if (first) shared.set(constant, first);
    else firsts.set(key, constant);
  }
  return shared;
}

/** Those whose key another one has, too, in their order. */
function repeated(contents: readonly Constant[], keyOf: (constant: Constant) => string): Constant[] {
  const keys = contents.map(keyOf);
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return contents.filter((_, i) => counts.get(keys[i]!)! > 1);
}

const read = ({ range }: Constant, offset: number, length: number) =>
  range.source.read(range.offset + offset, length);

function sampleOf(constant: Constant): string {
  const { byteLength } = constant;
  const length = Math.min(SAMPLE, byteLength);
  const hash = createHash("sha256").update(`${byteLength} `);
  hash.update(read(constant, 0, length)).update(read(constant, byteLength - length, length));
  return hash.digest("base64");
}

function digestOf(constant: Constant): string {
  const { byteLength } = constant;
  const hash = createHash("sha256").update(`${byteLength} `);
  for (let offset = 0; offset < byteLength; offset += PIECE)
    hash.update(read(constant, offset, Math.min(PIECE, byteLength - offset)));
  return hash.digest("base64");
}

function patchesOf(graph: Graph, shared: ReadonlyMap<Constant, Constant>): Patch[] {
  const contents = new Map<Constant, number>();
  const firsts = new Map<string, Value>();
  const kept = new Set([...graph.inputs, ...graph.outputs]);
  return graph.values.flatMap((value): Patch[] => {
    const { constant } = value;
    if (!constant || value.attributes.isVariable) return [];
    const content = shared.get(constant) ?? constant;
    if (!contents.has(content)) contents.set(content, contents.size);
    const key = `${contents.get(content)} ${typeKey(value)}`;
    const first = firsts.get(key);
    if (!first) firsts.set(key, value);
    const rewrite = (text: string) => ({
      rule: eliminateEqualConstants.name,
      subgraph: graph.index,
      place: value.name,
      text,
    });
    if (first && !kept.has(value))
      return [
        { rewrite: rewrite(`is the constant ${first.name}`), graph, redirect: [{ from: value, to: first }] },
      ];
    if (content === constant) return [];
    return [{ rewrite: rewrite("shares an equal content"), graph, update: [{ value, constant: content }] }];
  });
}
