import fs from "node:fs";
import path from "node:path";
import { checkOptionNames, HalfliteError, unknownName } from "../errors.js";
import { type ByteSource, type FileBackend, openFile } from "../tflite/index.js";
import { Checkpoint } from "./checkpoint/index.js";
import { invalid } from "./defects.js";
import { graphOf, signaturesOf } from "./graph_def/graph.js";
import { decodeMessage } from "./proto/decode.js";
import { AssetFileDef, type MetaGraphRecord, SavedModelProto } from "./proto/messages.js";
import type { StoredTensor, TensorFlowModel, Variables } from "./records.js";
import { checkVariables, variablesOf } from "./variables/index.js";

/** How to read a SavedModel. */
export interface SavedModelOptions {
  /** The tags of the graph to take, all of them, in any order. Default: `["serve"]`. */
  readonly tags?: readonly string[];
  /** Who reads the files. With native code they are mapped, and weights take no memory. Default: page by page. */
  readonly backend?: FileBackend;
}

const MODEL_FILE = "saved_model.pb";
/** The name of the collection of assets. */
const ASSETS = "saved_model_assets";
const DEFAULT_TAGS = ["serve"];
/** Contents are read in pieces of this to check them. */
const PIECE = 2 ** 20;

/**
 * Reads a SavedModel of TensorFlow 1 or 2: graph, functions, signatures, and the contents of its variables as views of its
 * files, which stay open until `close`. The checksum of a variable is compared when its content is first asked for.
 *
 * @param folder the one with saved_model.pb
 * @throws IO for missing files; UNKNOWN_NAME with the tags that there are; INVALID_MODEL, UNSUPPORTED_MODEL
 */
export function readSavedModel(folder: string, options: SavedModelOptions = {}): TensorFlowModel {
  checkOptionNames(options, ["tags", "backend"]);
  const { tags = DEFAULT_TAGS, backend = { kind: "js" } } = options;
  const source = openModel(folder, backend);
  let checkpoint: Checkpoint | null = null;
  try {
    const { metaGraphs } = decodeMessage(source, SavedModelProto);
    const chosen = choose(metaGraphs, tags, source.name);
    const graph = graphOf(chosen.graphDef ?? { node: [], library: null, at: 0 }, source.name);
    const signatures = signaturesOf(chosen.signatureDef, source.name);
    const prefix = path.join(folder, "variables", "variables");
    const index = `${prefix}.index`;
    const indexExists = fs.existsSync(index);
    if (indexExists) checkpoint = new Checkpoint(prefix, backend);
    const variables = checkpoint
      ? variablesOf(graph, checkpoint, chosen.objectGraphDef, source.name)
      : new Map<string, StoredTensor>();
    checkVariables(graph, signatures, variables, { model: source.name, index, indexExists });
    const assets = assetsOf(chosen, source);
    return {
      name: folder,
      graph,
      signatures,
      variables: verified(variables),
      assets,
      byteLength: source.size + (checkpoint?.byteLength ?? 0) + assetBytes(folder, assets),
      close: closing(source, checkpoint),
    };
  } catch (error) {
    closing(source, checkpoint)();
    throw error;
  }
}

const closing = (source: ByteSource, checkpoint: Checkpoint | null) => () => {
  source.close();
  checkpoint?.close();
};

function openModel(folder: string, backend: FileBackend): ByteSource {
  const file = path.join(folder, MODEL_FILE);
  const other = ["saved_model.pbtxt", "saved_model.cpb"].find((name) =>
    fs.existsSync(path.join(folder, name)),
  );
  if (other !== undefined && !fs.existsSync(file))
    throw new HalfliteError("UNSUPPORTED_MODEL", {
      file: folder,
      field: "model",
      offset: 0,
      expected: MODEL_FILE,
      received: other,
    });
  return openFile(file, backend);
}

/** The graph that has these tags and no others. */
function choose(
  metaGraphs: readonly MetaGraphRecord[],
  tags: readonly string[],
  file: string,
): MetaGraphRecord {
  const text = (some: readonly string[]) => [...new Set(some)].sort().join(",");
  const tagsOf = ({ metaInfoDef }: MetaGraphRecord) => text(metaInfoDef?.tags ?? []);
  if (metaGraphs.length === 0)
    throw invalid({ file, field: "metaGraphs", offset: 0 }, "a graph or more", "none");
  const chosen = metaGraphs.find((one) => tagsOf(one) === text(tags));
  if (!chosen) throw unknownName(`${file}: tags`, text(tags), metaGraphs.map(tagsOf));
  return chosen;
}

/** The names of assets; TensorFlow 1 has them in a collection. */
function assetsOf({ assetFileDef, collectionDef }: MetaGraphRecord, source: ByteSource): string[] {
  const collected = collectionDef.get(ASSETS)?.anyList?.value ?? [];
  const others = collected.flatMap(({ value }) =>
    value ? [decodeMessage(source, AssetFileDef, value)] : [],
  );
  return [...new Set([...assetFileDef, ...others].map(({ filename }) => filename))];
}

/** What the assets take that lie in the model's folder; those outside of it are none of its files. */
function assetBytes(folder: string, assets: readonly string[]): number {
  const root = path.join(folder, "assets");
  return assets
    .map((name) => path.resolve(root, name))
    .filter((file) => file.startsWith(path.resolve(root) + path.sep))
    .reduce((sum, file) => sum + (fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0);
}

/**
 * Contents whose checksums are compared when somebody first asks for them: what is converted may be read in any order, and all of
 * a model may be more than is converted.
 */
function verified(contents: ReadonlyMap<string, StoredTensor>): Variables {
  const right = new Set<StoredTensor>();
  return {
    keys: () => contents.keys(),
    get(node) {
      const tensor = contents.get(node);
      if (tensor && !right.has(tensor)) {
        readThrough(tensor);
        right.add(tensor);
      }
      return tensor;
    },
  };
}

function readThrough({ content: { source, offset, byteLength } }: StoredTensor): void {
  for (let at = 0; at < byteLength; at += PIECE) source.read(offset + at, Math.min(PIECE, byteLength - at));
}
