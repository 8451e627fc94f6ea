import * as fs from "node:fs";
import * as path from "node:path";
import { type Importer, openedGraph, watchFiles } from "../../src/convert/importer.js";
import type { SourceOptions } from "../../src/convert/options.js";
import { Constant, type Model } from "../../src/graph/index.js";
import { importTFLite } from "../../src/importers/tflite.js";
import {
  type ByteRange,
  computedSource,
  fromBytes,
  openFile,
  rangeOf,
  readModel,
  readRange,
} from "../../src/tflite/index.js";

/** Where the constants of a scattered model go, in turns. */
const PLACES = ["first file", "computed", "memory", "second file"] as const;

export type Place = (typeof PLACES)[number];

export interface ScatteredModel extends Importer {
  /** The folder that is its source. */
  readonly source: string;
  /** The files in it. */
  readonly shards: readonly [string, string];
  readonly calls: { opened: number; closed: number };
  /** What the last conversion wanted of it. */
  wanted: SourceOptions;
  /** The length of every read of a computed constant. */
  readonly reads: number[];
  /** Called before a computed constant is read. True spoils the piece. */
  onRead: (() => boolean | undefined) | undefined;
}

/**
 * A model whose constants lie in two files, in memory and nowhere, which is to say that they are computed when they are read. Converted
 * it has to be what the model in one file becomes.
 *
 * @param bytes a .tflite model without an archive behind it
 * @param folder where a folder for the two files is made
 */
export function scatter(
  bytes: Uint8Array,
  folder: string,
  places: readonly Place[] = PLACES,
): ScatteredModel {
  const source = path.join(folder, "scattered");
  const shards = [path.join(source, "weights-0"), path.join(source, "weights-1")] as const;
  fs.mkdirSync(source);
  const move = placeConstants(bytes, shards, places);
  const scattered: ScatteredModel = {
    name: "saved_model",
    title: "a scattered model",
    takes: ["signatureKeys", "tags"],
    source,
    shards,
    calls: { opened: 0, closed: 0 },
    reads: [],
    wanted: {},
    onRead: undefined,
    match: ({ isFolder, path: name }) => isFolder && name === source,
    files: () => [source, ...shards],
    open(_, { backend: __, signal: ___, ...wanted }) {
      scattered.calls.opened++;
      scattered.wanted = wanted;
      const changedFile = watchFiles(shards);
      const model: Model = { ...importTFLite(readModel(fromBytes(bytes))), file: source };
      const { ranges, close } = move(scattered);
      eachConstant(model, (_, number) => new Constant(ranges[number]!));
      const closeAll = () => {
        scattered.calls.closed++;
        close();
      };
      return openedGraph({ model, close: closeAll }, shards, changedFile);
    },
  };
  return scattered;
}

/** Writes the files. @returns opens them and gives the ranges of all constants, by their number */
function placeConstants(bytes: Uint8Array, shards: readonly string[], places: readonly Place[]) {
  // Odd positions: nobody aligns what is stored.
  const files: [Uint8Array[], Uint8Array[]] = [[new Uint8Array(3)], [new Uint8Array(1)]];
  const lengthOf = (parts: readonly Uint8Array[]) => parts.reduce((sum, part) => sum + part.byteLength, 0);
  type Opened = { sources: ReturnType<typeof openFile>[]; scattered: ScatteredModel };
  const openers: ((opened: Opened) => ByteRange)[] = [];
  eachConstant(importTFLite(readModel(fromBytes(bytes))), ({ range }, number) => {
    const stored = readRange(range);
    const place = places[number % places.length]!;
    if (place === "memory") openers.push(() => rangeOf(stored));
    else if (place === "computed") openers.push(({ scattered }) => computedRange(stored, scattered));
    else {
      const shard = place === "first file" ? 0 : 1;
      const offset = lengthOf(files[shard]);
      files[shard].push(stored, new Uint8Array(5));
      openers.push(({ sources }) => ({ source: sources[shard]!, offset, byteLength: stored.byteLength }));
    }
    return null;
  });
  shards.forEach((shard, i) => {
    fs.writeFileSync(shard, Buffer.concat(files[i]!));
  });
  return (scattered: ScatteredModel) => {
    const sources = shards.map((shard) => openFile(shard));
    const close = () => {
      for (const source of sources) source.close();
    };
    return { ranges: openers.map((open) => open({ sources, scattered })), close };
  };
}

/** Bytes that start somewhere inside of a computed source. */
function computedRange(stored: Uint8Array, scattered: ScatteredModel): ByteRange {
  const { byteLength } = stored;
  const source = computedSource("computed weights", byteLength + 8, (offset, length) => {
    const spoil = scattered.onRead?.();
    scattered.reads.push(length);
    const piece = stored.slice(offset - 8, offset - 8 + length);
    if (spoil) piece[3]! ^= 0x40;
    return piece;
  });
  return { source, offset: 8, byteLength };
}

/** Calls `visit` with every constant once, in the order of its first use; what it gives takes the constant's place. */
function eachConstant(model: Model, visit: (constant: Constant, number: number) => Constant | null): void {
  const seen = new Map<Constant, Constant | null>();
  for (const value of model.graphs.flatMap(({ values }) => values)) {
    const { constant } = value;
    if (!constant) continue;
    if (!seen.has(constant)) seen.set(constant, visit(constant, seen.size));
    value.constant = seen.get(constant) ?? null;
  }
}
