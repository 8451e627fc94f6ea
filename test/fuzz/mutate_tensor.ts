import { TensorType } from "../../src/tflite/schema/enums.js";
import { QuantizationParameters, type Tensor } from "../../src/tflite/schema/tensor.js";
import { make } from "../tflite/records.js";
import type { Random } from "./random.js";

const TYPES = Object.keys(TensorType.members) as Tensor["type"][];

/** Changes the shape, type, quantization or another field of a tensor. */
export function mutateTensor(tensor: Tensor, random: Random): void {
  const choice = random.below(10);
  if (choice < 5) tensor.shape = otherShape(tensor.shape ?? [], random);
  else if (choice < 7) tensor.type = random.pick(TYPES)!;
  else if (choice === 7) tensor.quantization = otherQuantization(tensor.quantization, random);
  else if (choice === 8) mutateSparsity(tensor, random);
  else if (random.chance(0.3)) tensor.isVariable = !tensor.isVariable;
  else tensor.shapeSignature = otherShape(tensor.shapeSignature ?? tensor.shape ?? [], random);
}

/** Mostly with one size more, less or different. */
function otherShape(shape: readonly number[], random: Random): number[] | null {
  const changed = [...shape];
  const change = random.below(10);
  const position = random.below(shape.length + 1);
  if (change === 0) changed.splice(position, 1);
  else if (change === 1) changed.splice(position, 0, random.integer(1));
  else if (change === 2) changed.reverse();
  else if (change === 3 && random.chance(0.3)) return null;
  else if (change === 4) changed.fill(random.integer(shape[0]));
  else changed[position] = random.integer(shape[position] ?? 1);
  return changed;
}

function otherQuantization(
  quantization: QuantizationParameters | null,
  random: Random,
): QuantizationParameters | null {
  if (quantization && random.chance(0.1)) return null;
  const changed = quantization ?? make(QuantizationParameters, { scale: [0.5], zeroPoint: [0n] });
  const choice = random.below(5);
  if (choice === 0) changed.quantizedDimension = random.integer(changed.quantizedDimension);
  else if (choice === 1) changed.scale = otherFloats(changed.scale, random);
  else if (choice === 2)
    changed.zeroPoint = (changed.zeroPoint ?? []).map((one) => BigInt(random.integer(Number(one))));
  else if (choice === 3) changed.zeroPoint = null;
  else changed.scale = Array.from({ length: random.below(9) }, () => 0.25);
  return changed;
}

function otherFloats(list: readonly number[] | null, random: Random): number[] {
  const changed = [...(list ?? [])];
  changed[random.below(changed.length + 1)] = random.float(list?.[0]);
  return changed;
}

function mutateSparsity(tensor: Tensor, random: Random): void {
  const dimension = random.pick(tensor.sparsity?.dimMetadata ?? []);
  if (!dimension) return;
  const part = random.pick([dimension.arrayIndices, dimension.arraySegments]);
  if (random.chance(0.3)) dimension.denseSize = random.integer(dimension.denseSize);
  else if (part && "values" in part.value && Array.isArray(part.value.values)) {
    const { values } = part.value;
    values[random.below(values.length + 1)] = Math.max(0, Math.min(255, random.integer(values[0])));
  }
}
