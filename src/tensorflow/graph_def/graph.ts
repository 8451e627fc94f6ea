import { elementType, NO_TYPE } from "../data_type.js";
import { invalid, type Place } from "../defects.js";
import type { FunctionRecord, GraphRecord, NodeRecord, SignatureRecord } from "../proto/messages.js";
import type { FunctionDef, GraphDef, NodeDef, SignatureDef, TensorInfo } from "../records.js";
import { attributesOf } from "./attribute.js";
import { declaredShape } from "./shape.js";

/**
 * The graph of a `GraphDef`.
 *
 * @throws INVALID_MODEL, UNSUPPORTED_MODEL
 */
export function graphOf(record: GraphRecord, file: string): GraphDef {
  const functions = new Map<string, FunctionDef>();
  for (const definition of record.library?.function ?? []) {
    const made = functionOf(definition, file);
    functions.set(made.name, made);
  }
  return { nodes: record.node.map((node) => nodeOf(node, file, "")), functions };
}

function nodeOf({ name, op, input, attr, at }: NodeRecord, file: string, owner: string): NodeDef {
  const field = `${owner}node ${JSON.stringify(name)}`;
  return { name, op, inputs: input, attributes: attributesOf(attr, { file, field, offset: at }) };
}

function functionOf({ signature, nodeDef, ret, attr, at }: FunctionRecord, file: string): FunctionDef {
  const field = `function ${JSON.stringify(signature?.name ?? "")}`;
  const place: Place = { file, field, offset: at };
  if (!signature?.name) throw invalid(place, "a name", "none");
  const { name, inputArg, outputArg } = signature;
  const argument = (arg: (typeof inputArg)[number]) => ({
    name: arg.name,
    dtype: elementType(arg.type, { file, field: `${field}, argument ${arg.name}`, offset: arg.at }),
  });
  return {
    name,
    inputs: inputArg.map(argument),
    outputs: outputArg.map(argument),
    nodes: nodeDef.map((node) => nodeOf(node, file, `${field}, `)),
    returns: ret,
    attributes: attributesOf(attr, place),
  };
}

/**
 * The signatures of a `MetaGraphDef`. Left out are those that only name an operation, which initializes a model, and tensors
 * without a name, which are sparse or composite: made of several.
 */
export function signaturesOf(
  records: ReadonlyMap<string, SignatureRecord>,
  file: string,
): ReadonlyMap<string, SignatureDef> {
  const signatures = new Map<string, SignatureDef>();
  for (const [key, { inputs, outputs }] of records) {
    const field = `signature ${JSON.stringify(key)}`;
    const results = [...outputs.values()];
    if (results.length > 0 && results.every(({ dtype }) => dtype === NO_TYPE)) continue;
    signatures.set(key, { inputs: infosOf(inputs, file, field), outputs: infosOf(outputs, file, field) });
  }
  return signatures;
}

function infosOf(records: SignatureRecord["inputs"], file: string, owner: string): Map<string, TensorInfo> {
  const infos = new Map<string, TensorInfo>();
  for (const [key, { name, dtype, tensorShape, at }] of records) {
    if (name === "") continue;
    const place = { file, field: `${owner}, tensor ${JSON.stringify(key)}`, offset: at };
    infos.set(key, {
      tensor: name,
      dtype: elementType(dtype, place),
      shape: declaredShape(tensorShape, place),
    });
  }
  return infos;
}
