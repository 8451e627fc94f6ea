import type { ByteSource } from "../tflite/index.js";
import { numberOf } from "./decode_message.js";
import { invalid } from "./invalid.js";
import type {
  ArgMessage,
  AttrMessage,
  FunctionMessage,
  GraphMessage,
  ListMessage,
  NodeMessage,
  SignatureMessage,
} from "./messages.js";
import type {
  Attribute,
  FunctionArgument,
  FunctionDef,
  GraphDef,
  NodeDef,
  SignatureDef,
  TensorInfo,
} from "./records.js";
import { shapeOf, storedTensor, typeOf } from "./tensor_proto.js";

/** A file and all of its bytes, of which messages hold views. */
export interface Decoded {
  readonly source: ByteSource;
  readonly whole: Uint8Array;
}

/** A graph's message as records. Names are unique, or it is refused. @throws INVALID_MODEL */
export function graphOf(message: GraphMessage, file: Decoded): GraphDef {
  const functions = new Map<string, FunctionDef>();
  for (const one of message.library?.function ?? []) {
    const record = functionOf(one, file);
    functions.set(record.name, record);
  }
  return { nodes: nodesOf(message.node, file), functions };
}

function nodesOf(messages: readonly NodeMessage[], file: Decoded): NodeDef[] {
  const names = new Set<string>();
  return messages.map(({ name, op, input, attr }) => {
    if (names.has(name))
      throw invalid(file.source.name, `node "${name}"`, "a name of its own", "the name of another node");
    names.add(name);
    return { name, op, inputs: input, attributes: attributesOf(attr, file, name) };
  });
}

function functionOf({ signature, nodeDef, ret, attr }: FunctionMessage, file: Decoded): FunctionDef {
  const name = signature?.name ?? "";
  const argumentsOf = (messages: readonly ArgMessage[]): FunctionArgument[] =>
    messages.map((one) => ({
      name: one.name,
      dtype: typeOf(one.type, file.source.name, `function ${name}, ${one.name}`),
    }));
  return {
    name,
    inputs: argumentsOf(signature?.inputArg ?? []),
    outputs: argumentsOf(signature?.outputArg ?? []),
    nodes: nodesOf(nodeDef, file),
    returns: new Map(Object.entries(ret)),
    attributes: attributesOf(attr, file, name),
  };
}

function attributesOf(
  messages: Readonly<Record<string, AttrMessage>>,
  file: Decoded,
  place: string,
): Map<string, Attribute> {
  const attributes = new Map<string, Attribute>();
  for (const [name, message] of Object.entries(messages)) {
    const attribute = attributeOf(message, file, `node "${place}", attribute ${name}`);
    if (attribute) attributes.set(name, attribute);
  }
  return attributes;
}

/** Undefined for one without a value, and for types that TensorFlow Lite has not, which no operation is converted for. */
function attributeOf(message: AttrMessage, file: Decoded, place: string): Attribute | undefined {
  switch (message.value) {
    case "s":
      return { kind: "string", value: message.s };
    case "i":
      return { kind: "int", value: numberOf(message.i) };
    case "f":
      return { kind: "float", value: message.f };
    case "b":
      return { kind: "bool", value: message.b };
    case "type":
      return message.type === 0
        ? undefined
        : { kind: "type", value: typeOf(message.type, file.source.name, place) };
    case "shape":
      return { kind: "shape", value: shapeOf(message.shape) };
    case "tensor":
      return { kind: "tensor", value: storedTensor(message.tensor, file, place) };
    case "func":
      return { kind: "function", value: { name: message.func.name } };
    case "list":
      return listOf(message.list, file, place);
    default:
      return undefined;
  }
}

function listOf(list: ListMessage, file: Decoded, place: string): Attribute {
  if (list.s.length > 0) return { kind: "strings", value: list.s };
  if (list.i.length > 0) return { kind: "ints", value: list.i.map(numberOf) };
  if (list.f.length > 0) return { kind: "floats", value: list.f };
  if (list.b.length > 0) return { kind: "bools", value: list.b };
  if (list.type.length > 0)
    return { kind: "types", value: list.type.map((type) => typeOf(type, file.source.name, place)) };
  if (list.shape.length > 0) return { kind: "shapes", value: list.shape.map(shapeOf) };
  if (list.tensor.length > 0)
    return { kind: "tensors", value: list.tensor.map((one) => storedTensor(one, file, place)) };
  if (list.func.length > 0) return { kind: "functions", value: list.func.map(({ name }) => ({ name })) };
  return { kind: "empty" };
}

/** A signature's message as a record. @throws INVALID_MODEL */
export function signatureOf({ inputs, outputs }: SignatureMessage, file: string): SignatureDef {
  const tensors = (messages: SignatureMessage["inputs"]) =>
    new Map(
      Object.entries(messages).map(([key, { name, dtype, tensorShape }]): [string, TensorInfo] => [
        key,
        { tensor: name, dtype: typeOf(dtype, file, `signature tensor ${key}`), shape: shapeOf(tensorShape) },
      ]),
    );
  return { inputs: tensors(inputs), outputs: tensors(outputs) };
}
