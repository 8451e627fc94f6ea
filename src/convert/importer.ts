import fs from "node:fs";
import type { Backend } from "../addon/index.js";
import { HalfliteError, ioError } from "../errors.js";
import { modelRecords } from "../exporters/tflite.js";
import type { Model, Rewrite } from "../graph/index.js";
import type { ByteSource, ModelRecords } from "../tflite/index.js";
import { SOURCE_KEYS, type SourceOptions } from "./options.js";

/** A model that a conversion reads: its records, and what has to be known of where they come from. */
export interface OpenedModel {
  /** For messages and reports: the path, or `<memory>`. */
  readonly name: string;
  /** Bytes of all files of the model. */
  readonly byteLength: number;
  /** From which every attempt at converting makes a graph of its own. */
  readonly records: ModelRecords;
  /** The source, if it is a .tflite model already, which the output may equal. */
  readonly original: ByteSource | null;
  /** What was done to the model when it was imported. */
  readonly rewrites: readonly Rewrite[];
  readonly warnings: readonly string[];
  /** A file of the model that somebody wrote to since it was opened. */
  changedFile(): string | undefined;
  /** Closes its files, after which contents cannot be read any more. */
  close(): void;
}

/** What importers are told. */
export interface ImportOptions extends SourceOptions {
  readonly backend: Backend;
  readonly signal?: AbortSignal | undefined;
}

/** The kinds of sources. */
export type SourceKind = "tflite" | "saved_model" | "keras" | "graph_model" | "layers_model";

/** A kind of source that can be converted. */
export interface Importer {
  readonly name: SourceKind;
  /** For messages: "a SavedModel". */
  readonly title: string;
  /** The options that mean something to it. */
  readonly takes: readonly (keyof SourceOptions)[];
  /** Whether a source is of this kind, from a glimpse of it. Files may be looked at, but not read. */
  match(glimpse: Glimpse): boolean;
  /** The files that will be read, and folders that hold nothing else: no output may replace them or go there. */
  files(path: string): readonly string[];
  /** Reads all but weights. @throws INVALID_MODEL, UNSUPPORTED_MODEL, IO, ABORTED */
  open(source: string | Uint8Array, options: ImportOptions): OpenedModel | Promise<OpenedModel>;
}

/** @throws INVALID_ARGUMENT for an option that an importer would ignore */
export function checkSourceOptions({ title, takes }: Importer, options: SourceOptions): void {
  const ignored = SOURCE_KEYS.find((key) => options[key] !== undefined && !takes.includes(key));
  if (ignored === undefined) return;
  const expected = `no such option for ${title}`;
  throw new HalfliteError("INVALID_ARGUMENT", {
    argument: ignored,
    expected,
    received: String(options[ignored]),
  });
}

/** What an importer sees of a source before it opens it. */
export interface Glimpse {
  /** Null for bytes in memory. */
  readonly path: string | null;
  readonly isFolder: boolean;
  /** The first 64 bytes; fewer where there are no more, none of a folder. @throws IO */
  head(): Uint8Array;
}

const HEAD_BYTES = 64;

/** @throws IO when there is no such file */
export function glimpseOf(source: string | Uint8Array): Glimpse {
  if (typeof source !== "string")
    return { path: null, isFolder: false, head: () => source.subarray(0, HEAD_BYTES) };
  const status = attempt(source, () => fs.statSync(source));
  let head: Uint8Array | undefined;
  return {
    path: source,
    isFolder: status.isDirectory(),
    head() {
      // Reading from a pipe would take bytes away, or wait for them.
      head ??= status.isFile() ? attempt(source, () => readHead(source)) : new Uint8Array(0);
      return head;
    },
  };
}

function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw ioError(error, path, "open");
  }
}

function readHead(path: string): Uint8Array {
  const fd = fs.openSync(path, "r");
  try {
    const head = new Uint8Array(HEAD_BYTES);
    return head.subarray(0, fs.readSync(fd, head, 0, HEAD_BYTES, 0));
  } finally {
    fs.closeSync(fd);
  }
}

/** What an importer that makes a graph has of it. */
export interface ImportedGraph {
  /** Its constants are ranges of any sources: files, memory, computed ones. */
  readonly model: Model;
  readonly rewrites?: readonly Rewrite[];
  readonly warnings?: readonly string[];
  close(): void;
}

/**
 * A model whose graph was made by an importer.
 *
 * @param files what it was read from
 * @param changedFile from {@link watchFiles}, called before they were read
 * @throws INVALID_GRAPH; the graph is closed then
 */
export function openedGraph(
  { model, rewrites = [], warnings = [], close }: ImportedGraph,
  files: readonly string[],
  changedFile: () => string | undefined,
): OpenedModel {
  const sizes = files.map(statusOf).map((status) => (status?.isFile() ? status.size : 0));
  const byteLength = sizes.reduce((sum, size) => sum + size, 0);
  try {
    const records = modelRecords(model);
    return { name: model.file, byteLength, records, original: null, rewrites, warnings, changedFile, close };
  } catch (error) {
    close();
    throw error;
  }
}

/**
 * Remembers what files look like.
 *
 * @returns tells the first one that looks different by now
 */
export function watchFiles(files: readonly string[]): () => string | undefined {
  const looks = (file: string): string => {
    const status = statusOf(file);
    return status ? `${status.dev} ${status.ino} ${status.size} ${status.mtimeMs}` : "absent";
  };
  const before = files.map(looks);
  return () => files.find((file, i) => looks(file) !== before[i]);
}

const statusOf = (file: string) => fs.statSync(file, { throwIfNoEntry: false });
