import * as fs from "node:fs";
import * as path from "node:path";
import { HalfliteError } from "../errors.js";
import { type FileBackend, openFile } from "../tflite/index.js";
import { Bundle } from "./bundle/bundle.js";
import { decodeMessage } from "./decode_message.js";
import { graphOf, signatureOf } from "./graph_def.js";
import { invalid } from "./invalid.js";
import type { MetaGraphMessage, SavedModelMessage } from "./messages.js";
import type { SignatureDef, StoredTensor, TensorFlowModel } from "./records.js";
import { type Restored, restoredVariables } from "./restored_variables.js";

const GRAPH_FILE = "saved_model.pb";
/** What runs when a model is loaded looks like a signature, and is none. */
const INITIALIZER = "__saved_model_init_op";

/** How a SavedModel is read. */
export interface SavedModelOptions {
  /** The tags of its meta graph, all of them. Default `["serve"]`. */
  readonly tags?: readonly string[];
  /** Native code maps files into memory. Default: read page by page. */
  readonly backend?: FileBackend;
}

/** Whether a folder holds a SavedModel. */
export const isSavedModel = (folder: string): boolean => fs.existsSync(path.join(folder, GRAPH_FILE));

/**
 * Reads a SavedModel of TensorFlow 1 or 2. Weights stay in the files.
 *
 * @param folder the one that holds `saved_model.pb`
 * @throws IO for files that are missing, INVALID_MODEL with the file and the tensor, INVALID_ARGUMENT for tags that no meta graph has
 */
export function readSavedModel(
  folder: string,
  { tags = ["serve"], backend }: SavedModelOptions = {},
): TensorFlowModel {
  const source = openFile(path.join(folder, GRAPH_FILE), backend);
  let bundle: Bundle | undefined;
  const close = () => {
    source.close();
    bundle?.close();
  };
  try {
    const whole = source.read(0, source.size);
    const { metaGraphs } = decodeMessage<SavedModelMessage>("SavedModel", whole, source.name);
    const { graphDef, saverDef, signatureDef, assetFileDef } = tagged(metaGraphs, tags);
    if (!graphDef) throw invalid(source.name, "graph_def", "a graph", "none");
    const graph = graphOf(graphDef, { source, whole });
    const prefix = path.join(folder, "variables", "variables");
    if (fs.existsSync(path.dirname(prefix))) bundle = new Bundle(prefix, backend);
    const restored = restoredVariables(graph, saverDef?.restoreOpName ?? "");
    return {
      name: folder,
      graph,
      signatures: signaturesOf(signatureDef, source.name),
      variables: { get: (node) => variableOf(node, restored, bundle, folder) },
      assets: assetFileDef.map(({ filename }) => filename),
      get byteLength() {
        return source.size + (bundle?.byteLength ?? 0);
      },
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

function signaturesOf(messages: MetaGraphMessage["signatureDef"], file: string): Map<string, SignatureDef> {
  const callable = Object.entries(messages).filter(([key]) => key !== INITIALIZER);
  return new Map(callable.map(([key, message]) => [key, signatureOf(message, file)]));
}

/** The meta graph with exactly these tags, as TensorFlow's own loader wants it. @throws INVALID_ARGUMENT naming those that exist */
function tagged(metaGraphs: readonly MetaGraphMessage[], tags: readonly string[]): MetaGraphMessage {
  const wanted = [...tags].sort().join(", ");
  const found = metaGraphs.map((one) => ({
    one,
    tags: [...(one.metaInfoDef?.tags ?? [])].sort().join(", "),
  }));
  const match = found.find((each) => each.tags === wanted);
  if (match) return match.one;
  throw new HalfliteError("INVALID_ARGUMENT", {
    argument: "tags",
    expected: `those of a meta graph of the SavedModel (${found.map((each) => `[${each.tags}]`).join(" or ")})`,
    received: `[${wanted}]`,
  });
}

/** What the checkpoint has for a variable. @throws INVALID_MODEL where the key is not there */
function variableOf(
  node: string,
  restored: ReadonlyMap<string, Restored>,
  bundle: Bundle | undefined,
  folder: string,
): StoredTensor | undefined {
  const found = restored.get(node);
  if (!found || !bundle) return undefined;
  const tensor = bundle.tensor(found.key, found.slice);
  if (!tensor)
    throw invalid(folder, `variable "${node}"`, `a tensor "${found.key}" in the checkpoint`, "none");
  return tensor;
}
