import fs from "node:fs";
import path from "node:path";
import { HalfliteError, ioError } from "../errors.js";
import { isImageFile } from "../image/index.js";
import type { NumericData, ShapedInput, TensorInfo } from "../index.js";
import { npyDescr, parseNpy } from "../npy/index.js";
import { arrayTypeOf, elementCount, entriesPerElement } from "../tensor/index.js";
import { imageInput, type Normalization } from "./image_input.js";

/**
 * An input of a model from a file, whose kind follows from its name.
 *
 * @throws IO; INVALID_ARGUMENT when the content does not fit the input; MISSING_PACKAGE for an image without sharp
 */
export async function inputFromFile(
  info: TensorInfo,
  file: string,
  normalization: Normalization,
): Promise<ShapedInput> {
  const bytes = readFile(file);
  switch (path.extname(file).toLowerCase()) {
    case ".npy":
      return fromNpy(info, file, bytes);
    case ".bin":
      return { data: fromRaw(info, file, bytes) };
    case ".txt":
      return fromText(info, file, bytes);
  }
  if (isImageFile(file)) return imageInput(info, file, bytes, normalization);
  throw new HalfliteError("INVALID_ARGUMENT", {
    argument: "--input",
    expected: "a .npy, .bin or .txt file, or an image",
    received: file,
  });
}

function readFile(file: string): Buffer {
  try {
    return fs.readFileSync(file);
  } catch (error) {
    throw ioError(error, file, "read");
  }
}

function fromNpy({ name, dtype }: TensorInfo, file: string, bytes: Uint8Array): ShapedInput {
  const { descr, shape, data } = parseNpy(bytes, file);
  const wanted = npyDescr(dtype);
  if (descr === wanted) return { data, shape };
  const expected = `elements of type ${wanted ?? "string, from a .txt file"} for the input "${name}" (${dtype})`;
  throw new HalfliteError("INVALID_ARGUMENT", { argument: file, expected, received: descr });
}

/** The elements as they lie in memory, little-endian, for the input's current shape. */
function fromRaw({ name, dtype, shape }: TensorInfo, file: string, bytes: Uint8Array): NumericData {
  const ArrayType = arrayTypeOf(dtype);
  const width = (ArrayType?.BYTES_PER_ELEMENT ?? 0) * entriesPerElement(dtype);
  const length = elementCount(shape) * width;
  if (ArrayType && bytes.byteLength === length) return new ArrayType(new Uint8Array(bytes).buffer);
  throw new HalfliteError("INVALID_ARGUMENT", {
    argument: file,
    expected: ArrayType
      ? `${length} bytes for the input "${name}" (${dtype} [${shape.join(", ")}])`
      : `a .txt file for the input "${name}" (${dtype})`,
    received: `${bytes.byteLength}`,
  });
}

/** One string a line. */
function fromText({ name, dtype, shape }: TensorInfo, file: string, bytes: Buffer): ShapedInput {
  if (dtype !== "STRING")
    throw new HalfliteError("INVALID_ARGUMENT", {
      argument: file,
      expected: `a .npy or .bin file for the input "${name}" (${dtype})`,
      received: "text",
    });
  const data = bytes
    .toString("utf8")
    .replace(/\r?\n$/, "")
    .split(/\r?\n/);
  return shape.length === 1 ? { data, shape: [data.length] } : { data };
}
