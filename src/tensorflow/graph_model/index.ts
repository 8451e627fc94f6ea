import fs from "node:fs";
import path from "node:path";
import { checkOptionNames, ioError } from "../../errors.js";
import type { FileBackend } from "../../tflite/index.js";
import { invalid, unsupported } from "../defects.js";
import { graphOf, signaturesOf } from "../graph_def/graph.js";
import { decodeJsonMessage, isObject, jsonDefect } from "../proto/decode_json.js";
import { GraphDefProto, type GraphRecord, type NodeRecord, SignatureDefProto } from "../proto/messages.js";
import type { GraphDef, NodeDef, SignatureDef, StoredTensor, TensorFlowModel } from "../records.js";
import { derivedSignature } from "./derived_signature.js";
import { parseManifest } from "./manifest.js";
import { openWeights, type Weights, widened } from "./weights.js";

const MODEL_FILE = "model.json";
const FORMAT = "graph-model";
/** The key of a graph model's only signature. */
const SIGNATURE = "serving_default";
/** A longer text is no string of JavaScript. */
const MOST_BYTES = 2 ** 28;

/**
 * Reads a graph model of TensorFlow.js: its `model.json` and the files of weights that this names, which stay open until
 * `close`. Constants have their weights as contents.
 *
 * @param file model.json, or its folder
 * @throws IO for missing files; INVALID_MODEL, UNSUPPORTED_MODEL (layers models have no graph)
 */
export function readGraphModel(
  file: string,
  options: { readonly backend?: FileBackend } = {},
): TensorFlowModel {
  checkOptionNames(options, ["backend"]);
  const name = fs.statSync(file, { throwIfNoEntry: false })?.isDirectory()
    ? path.join(file, MODEL_FILE)
    : file;
  const { text, byteLength } = readText(name);
  const json = parse(text, name);
  const { format, modelTopology, weightsManifest } = json;
  if (format !== undefined && format !== null && format !== FORMAT)
    throw unsupported(
      { file: name, field: "format", offset: 0 },
      FORMAT,
      JSON.stringify(format).slice(0, 80),
    );
  const record = decodeJsonMessage(modelTopology, GraphDefProto, name, "modelTopology");
  const weights = openWeights(parseManifest(weightsManifest, name), name, options.backend ?? { kind: "js" });
  try {
    checkConstants(record, weights.tensors, name);
    const graph = withWeights(graphOf(record, name), weights.tensors);
    return {
      name,
      graph,
      signatures: new Map([[SIGNATURE, signatureOf(json, name) ?? derivedSignature(graph)]]),
      variables: variablesOf(graph, weights),
      assets: [],
      byteLength: weights.files.reduce((sum, { size }) => sum + size, byteLength),
      close: () => closeAll(weights),
    };
  } catch (error) {
    closeAll(weights);
    throw error;
  }
}

function closeAll({ files }: Weights): void {
  for (const file of files) file.close();
}

function readText(file: string): { text: string; byteLength: number } {
  try {
    const { size } = fs.statSync(file);
    if (size > MOST_BYTES)
      throw unsupported({ file, field: "file", offset: 0 }, `at most ${MOST_BYTES} bytes`, `${size}`);
    return { text: fs.readFileSync(file, "utf8"), byteLength: size };
  } catch (error) {
    throw ioError(error, file, "read");
  }
}

function parse(text: string, file: string): Readonly<Record<string, unknown>> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw invalid({ file, field: "model", offset: 0 }, "JSON", (error as Error).message);
  }
  if (!isObject(json)) throw jsonDefect(file, "model", "an object", json);
  return json;
}

/** The signature that the file has, in one of the places that writers put it. */
function signatureOf(json: Readonly<Record<string, unknown>>, file: string): SignatureDef | null {
  const { signature, userDefinedMetadata } = json;
  const found = signature ?? (isObject(userDefinedMetadata) ? userDefinedMetadata.signature : null);
  if (found === undefined || found === null) return null;
  const record = decodeJsonMessage(found, SignatureDefProto, file, "signature");
  const usable = record.inputs.size + record.outputs.size > 0;
  return usable ? (signaturesOf(new Map([[SIGNATURE, record]]), file).get(SIGNATURE) ?? null) : null;
}

/** The values of a constant were moved to the weights. One that has neither would be zeros in silence. */
function checkConstants(record: GraphRecord, weights: Weights["tensors"], file: string): void {
  const check = ({ name, op, attr }: NodeRecord) => {
    const tensor = attr.get("value")?.tensor;
    if (op !== "Const" || !tensor || weights.has(name)) return;
    const elements = tensor.tensorShape?.dim.every(({ size }) => size !== 0) ?? true;
    const given = Object.values(tensor).some((value) =>
      Array.isArray(value) ? value.length > 0 : isObject(value) && "byteLength" in value,
    );
    if (elements && !given)
      throw invalid(
        { file, field: `node ${JSON.stringify(name)}`, offset: 0 },
        "its weights",
        "none of its name",
      );
  };
  record.node.forEach(check);
  for (const { nodeDef } of record.library?.function ?? []) nodeDef.forEach(check);
}

/** The graph with the weights as values of its constants. */
function withWeights({ nodes, functions }: GraphDef, weights: Weights["tensors"]): GraphDef {
  const filled = (node: NodeDef): NodeDef => {
    const value = node.op === "Const" ? weights.get(node.name) : undefined;
    if (!value) return node;
    const attributes = new Map(node.attributes);
    attributes.set("value", { kind: "tensor", value: inDeclaredType(value, node) });
    return { ...node, attributes };
  };
  const bodies = [...functions].map(
    ([name, body]) => [name, { ...body, nodes: body.nodes.map(filled) }] as const,
  );
  return { nodes: nodes.map(filled), functions: new Map(bodies) };
}

/** TensorFlow.js has no 64-bit integers: it keeps them in 32 bits. */
function inDeclaredType(value: StoredTensor, { attributes }: NodeDef): StoredTensor {
  const declared = attributes.get("dtype");
  const wide = declared?.kind === "type" && declared.value === "INT64" && value.dtype === "INT32";
  return wide ? widened(value) : value;
}

function variablesOf({ nodes }: GraphDef, { tensors }: Weights): Map<string, StoredTensor> {
  const variables = new Map<string, StoredTensor>();
  for (const { name, op } of nodes) {
    const content = op === "VarHandleOp" || op === "VariableV2" ? tensors.get(name) : undefined;
    if (content) variables.set(name, content);
  }
  return variables;
}
