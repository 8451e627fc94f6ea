import { elementCount, storedByteLength } from "../../src/tensor/index.js";
import { type ByteRange, fromBytes, rangeOf, readModel, writeModelBytes } from "../../src/tflite/index.js";
import { BuiltinOperator } from "../../src/tflite/schema/builtin_operator.js";
import type { Operator, SubGraph } from "../../src/tflite/schema/model.js";
import { type Copy, copyOf } from "./copy_records.js";
import { mutateOptions, randomOptions } from "./mutate_options.js";
import { mutateTensor } from "./mutate_tensor.js";
import type { Random } from "./random.js";

/** The records of a model and the contents of its buffers, to be written to. */
export type Records = Copy<Pick<ReturnType<typeof readModel>, "model" | "buffers">>;

/** A constant of another shape gets a content as long as that, up to this length. */
const MOST_CONTENT_BYTES = 2 ** 20;

/**
 * A model that is like the given one but for a few fields. It is a valid flatbuffer; whether it is a valid model nobody knows.
 *
 * @returns null where the change cannot be written
 */
export function mutateModel(bytes: Uint8Array, random: Random): Uint8Array | null {
  const { model, buffers } = readModel(fromBytes(bytes, "seed"));
  const records: Records = { model: copyOf(model), buffers: [...buffers] };
  for (let left = 1 + random.below(4); left > 0; left--) mutate(records, random);
  if (random.chance(0.85)) fitConstants(records, random);
  try {
    return writeModelBytes({ ...records, appended: null });
  } catch {
    // A vector of numbers that do not fit their type, say.
    return null;
  }
}

function mutate(records: Records, random: Random): void {
  const subgraph = random.pick(records.model.subgraphs ?? []);
  if (!subgraph) return;
  const choice = random.below(12);
  if (choice < 4) changeTensor(records, subgraph, random);
  else if (choice < 7) changeOptions(records, subgraph, random);
  else if (choice < 9) changeEdges(subgraph, random);
  else if (choice === 9) changeOperators(records, subgraph, random);
  else if (choice === 10) changeContent(records, random);
  else changeCode(records, random);
}

function changeTensor({ model, buffers }: Records, { tensors }: SubGraph, random: Random): void {
  const tensor = random.pick(tensors ?? []);
  if (!tensor) return;
  if (random.chance(0.1)) tensor.buffer = random.below(buffers.length + 1);
  else mutateTensor(tensor, random);
  // A caller's, or one of another subgraph, changes in the same way.
  const other = random.pick(random.pick(model.subgraphs ?? [])?.tensors ?? []);
  if (other && random.chance(0.3)) other.shape = tensor.shape && [...tensor.shape];
}

function changeOptions({ model }: Records, { operators }: SubGraph, random: Random): void {
  const operator = random.pick(operators ?? []);
  if (!operator) return;
  const options = operator.builtinOptions ?? operator.builtinOptions2;
  if (random.chance(0.05)) {
    operator.builtinOptions = null;
    operator.builtinOptions2 = null;
  } else if (!options || random.chance(0.05)) {
    Object.assign(operator, randomOptions(random));
  } else {
    mutateOptions(options, model.subgraphs?.length ?? 0, random);
  }
  if (operator.customOptions && random.chance(0.3))
    operator.customOptions = rangeOf(random.bytes(random.below(64)));
}

/** Which tensors operators and subgraphs read and write. */
function changeEdges(subgraph: SubGraph, random: Random): void {
  const operator = random.pick(subgraph.operators ?? []);
  const holders: [{ [key: string]: unknown }, string][] = [
    [subgraph, "inputs"],
    [subgraph, "outputs"],
    ...(["inputs", "outputs", "inputs", "intermediates"] as const).map((key): [Operator, string] => [
      operator ?? ({} as Operator),
      key,
    ]),
  ];
  const [holder, key] = random.pick(holders)!;
  const list = (holder[key] as number[] | null) ?? [];
  const tensors = subgraph.tensors?.length ?? 0;
  const index = random.chance(0.2) ? -1 : random.below(tensors);
  const position = random.below(list.length + 1);
  const change = random.below(4);
  if (change === 0) list.splice(position, 1);
  else if (change === 1) list.splice(position, 0, index);
  else list[position] = index;
  holder[key] = list;
}

/** Operators twice, not at all, or in another order. */
function changeOperators({ model }: Records, subgraph: SubGraph, random: Random): void {
  const operators = subgraph.operators ?? [];
  const position = random.below(operators.length);
  const [operator] = random.chance(0.5) ? operators.splice(position, 1) : [operators[position]];
  if (!operator) return;
  const target = random.chance(0.2) ? random.pick(model.subgraphs ?? [])! : subgraph;
  target.operators ??= [];
  if (random.chance(0.8)) target.operators.splice(random.below(operators.length + 1), 0, copyOf(operator));
  subgraph.operators = operators;
}

function changeContent(records: Records, random: Random): void {
  const position = 1 + random.below(Math.max(1, records.buffers.length - 1));
  const content = records.buffers[position];
  if (!content) return;
  const bytes = content.source.read(content.offset, content.byteLength).slice();
  if (random.chance(0.1)) records.buffers[position] = null;
  else if (random.chance(0.2)) records.buffers[position] = rangeOf(random.bytes(random.below(100)));
  else {
    const change = random.bytes(Math.min(bytes.length, 1 + random.below(8)));
    bytes.set(change, random.below(bytes.length - change.length + 1));
    records.buffers[position] = rangeOf(bytes);
  }
}

const builtins = Object.keys(BuiltinOperator.members) as (keyof typeof BuiltinOperator.members)[];

function changeCode({ model }: Records, random: Random): void {
  const code = random.pick(model.operatorCodes ?? []);
  if (!code) return;
  if (random.chance(0.4)) code.version = random.integer(code.version);
  else code.builtinCode = random.pick(builtins)!;
}

/** Gives constants contents of the length that their shapes and types ask for, so that the reader lets them pass. */
function fitConstants({ model, buffers }: Records, random: Random): void {
  for (const { tensors } of model.subgraphs ?? [])
    for (const tensor of tensors ?? []) {
      const content = buffers[tensor.buffer];
      if (!content || tensor.sparsity || tensor.buffer === 0) continue;
      const length = storedByteLength(tensor.type, elementCount(tensor.shape ?? []));
      if (length === undefined || !(length <= MOST_CONTENT_BYTES) || length === content.byteLength) continue;
      buffers[tensor.buffer] = rangeOf(resized(content, length, random));
    }
}

function resized({ source, offset, byteLength }: ByteRange, length: number, random: Random): Uint8Array {
  const bytes = random.bytes(length);
  bytes.set(source.read(offset, Math.min(length, byteLength)));
  return bytes;
}
