import path from "node:path";
import { invalid } from "../defects.js";
import { isObject, jsonDefect } from "../proto/decode_json.js";

/** How a weight was made smaller: value = stored * scale + min, or float16. */
export interface WeightQuantization {
  readonly dtype: "uint8" | "uint16" | "float16";
  readonly scale: number;
  readonly min: number;
}

/** A weight of a TensorFlow.js model. */
export interface WeightEntry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly quantization: WeightQuantization | null;
}

/** Weights one after another in files that are to be read as one. */
export interface WeightGroup {
  readonly paths: readonly string[];
  readonly weights: readonly WeightEntry[];
}

const QUANTIZED = ["uint8", "uint16", "float16"] as const;

/**
 * Checks the `weightsManifest` of a model.json.
 *
 * @param file of the model; paths of weights are made absolute
 * @throws INVALID_MODEL, also for paths that lead out of the model's folder
 */
export function parseManifest(value: unknown, file: string): WeightGroup[] {
  const groups = list(value ?? [], file, "weightsManifest");
  return groups.map((group, i) => {
    const place = `weightsManifest[${i}]`;
    if (!isObject(group)) throw jsonDefect(file, place, "an object", group);
    const paths = list(group.paths, file, `${place}.paths`);
    const weights = list(group.weights, file, `${place}.weights`);
    return {
      paths: paths.map((one, j) => inside(one, file, `${place}.paths[${j}]`)),
      weights: weights.map((one, j) => weightOf(one, file, `${place}.weights[${j}]`)),
    };
  });
}

function list(value: unknown, file: string, place: string): readonly unknown[] {
  if (!Array.isArray(value)) throw jsonDefect(file, place, "a list", value);
  return value;
}

/** The path of a file in the model's folder. */
function inside(value: unknown, file: string, place: string): string {
  if (typeof value !== "string" || value === "" || value.includes("\0"))
    throw jsonDefect(file, place, "the path of a file", value);
  const folder = path.resolve(path.dirname(file));
  const resolved = path.resolve(folder, value);
  if (path.isAbsolute(value) || !resolved.startsWith(folder + path.sep))
    throw invalid({ file, field: place, offset: 0 }, "a path inside of the model's folder", value);
  return resolved;
}

function weightOf(value: unknown, file: string, place: string): WeightEntry {
  if (!isObject(value)) throw jsonDefect(file, place, "an object", value);
  const { name, shape, dtype, quantization } = value;
  if (typeof name !== "string") throw jsonDefect(file, `${place}.name`, "text", name);
  if (typeof dtype !== "string") throw jsonDefect(file, `${place}.dtype`, "text", dtype);
  const sizes = list(shape, file, `${place}.shape`).map((size) => {
    if (typeof size !== "number" || !Number.isSafeInteger(size) || size < 0)
      throw jsonDefect(file, `${place}.shape`, "sizes of dimensions", size);
    return size;
  });
  return {
    name,
    shape: sizes,
    dtype,
    quantization: quantization ? quantizationOf(quantization, file, `${place}.quantization`) : null,
  };
}

function quantizationOf(value: unknown, file: string, place: string): WeightQuantization {
  if (!isObject(value)) throw jsonDefect(file, place, "an object", value);
  const dtype = QUANTIZED.find((known) => known === value.dtype);
  if (!dtype) throw jsonDefect(file, `${place}.dtype`, `one of ${QUANTIZED.join(", ")}`, value.dtype);
  if (dtype === "float16") return { dtype, scale: 1, min: 0 };
  const { scale, min } = value;
  if (typeof scale !== "number") throw jsonDefect(file, `${place}.scale`, "a number", scale);
  if (typeof min !== "number") throw jsonDefect(file, `${place}.min`, "a number", min);
  return { dtype, scale, min };
}
