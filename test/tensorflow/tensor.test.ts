import { Writer } from "protobufjs/minimal.js";
import { tensorOf } from "../../src/tensorflow/graph_def/tensor.js";
import { decodeMessage } from "../../src/tensorflow/proto/decode.js";
import { TensorProto } from "../../src/tensorflow/proto/messages.js";
import { decodeStrings } from "../../src/tensorflow/strings.js";
import { fromBytes, readRange } from "../../src/tflite/index.js";
import { defectOf } from "./temporary.js";

const VARINT = 0;
const BYTES = 2;
const FIXED32 = 5;

/** Fields of a message: number, wire type, and a number or bytes. */
type FieldSpec = readonly [number: number, wire: number, value: number | Uint8Array];

function encoded(fields: readonly FieldSpec[]): Uint8Array {
  const writer = new Writer();
  for (const [number, wire, value] of fields) {
    writer.uint32((number << 3) | wire);
    if (typeof value !== "number") writer.bytes(value);
    else if (wire === FIXED32) writer.float(value);
    else writer.int64(value);
  }
  return writer.finish();
}

const shape = (...sizes: number[]): FieldSpec => [
  2,
  BYTES,
  encoded(sizes.map((size): FieldSpec => [2, BYTES, encoded([[1, VARINT, size]])])),
];
const dtype = (number: number): FieldSpec => [1, VARINT, number];
const text = (value: string): Uint8Array => new Uint8Array(Buffer.from(value));
const packed = (...values: number[]): Uint8Array => {
  const writer = new Writer();
  for (const value of values) writer.int64(value);
  return writer.finish();
};
const floats = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer);

const place = { file: "<memory>", field: "tensor", offset: 0 };
const source = (fields: readonly FieldSpec[]) => fromBytes(encoded(fields));
const read = (...fields: FieldSpec[]) => tensorOf(decodeMessage(source(fields), TensorProto), place);
const hex = (...fields: FieldSpec[]) => Buffer.from(readRange(read(...fields).content)).toString("hex");

test.each<[string, FieldSpec[], string]>([
  ["content", [dtype(3), shape(2), [4, BYTES, Uint8Array.of(1, 0, 0, 0, 2, 0, 0, 0)]], "0100000002000000"],
  ["packed floats", [dtype(1), shape(2), [5, BYTES, floats(1, 2)]], "0000803f00000040"],
  ["floats one by one", [dtype(1), shape(2), [5, FIXED32, 1], [5, FIXED32, 2]], "0000803f00000040"],
  ["a last float that repeats", [dtype(1), shape(3), [5, BYTES, floats(1, 2)]], "0000803f0000004000000040"],
  ["more floats than there is room for", [dtype(1), shape(1), [5, BYTES, floats(1, 2)]], "0000803f"],
  ["no values", [dtype(1), shape(2)], "0000000000000000"],
  ["no elements", [dtype(1), shape(0, 5)], ""],
  ["a scalar", [dtype(3), [7, VARINT, -2]], "feffffff"],
  ["halves", [dtype(19), shape(3), [13, BYTES, packed(0x3c00, 0xc000)]], "003c00c000c0"],
  ["bfloat16", [dtype(14), shape(2), [13, VARINT, 0x3f80]], "803f803f"],
  ["bytes", [dtype(6), shape(2), [7, BYTES, packed(-1, 2)]], "ff02"],
  ["a quantized type", [dtype(12), shape(2), [7, BYTES, packed(255)]], "ffff"],
  ["64 bits", [dtype(9), shape(2), [10, BYTES, packed(-1, 2 ** 40)]], "ffffffffffffffff0000000000010000"],
  ["unsigned 32 bits", [dtype(22), shape(1), [16, VARINT, 2 ** 32 - 1]], "ffffffff"],
  ["booleans", [dtype(10), shape(3), [11, BYTES, packed(1, 0)]], "010000"],
  ["complex numbers", [dtype(8), shape(2), [9, BYTES, floats(1, 2)]], "0000803f000000400000803f00000040"],
  ["4 bits", [dtype(29), shape(3), [7, BYTES, packed(1, -2, 3)]], "e103"],
  ["4 bits as content", [dtype(30), shape(4), [4, BYTES, Uint8Array.of(1, 2, 3, 4)]], "2143"],
  ["2 bits", [dtype(31), shape(5), [7, BYTES, packed(1, -1, 0, -2, 1)]], "8d01"],
  ["8 bits of float", [dtype(24), shape(3), [18, BYTES, Uint8Array.of(7, 9)]], "070909"],
  ["a resource", [dtype(20), shape()], ""],
])("%s", (_, fields, expected) => {
  expect(hex(...fields)).toBe(expected);
});

test.each<[string, FieldSpec[], string[]]>([
  ["strings", [dtype(7), shape(2), [8, BYTES, text("a")], [8, BYTES, text("bc")]], ["a", "bc"]],
  [
    "a last string that repeats",
    [dtype(7), shape(3), [8, BYTES, text("a")], [8, BYTES, text("bc")]],
    ["a", "bc", "bc"],
  ],
  ["no strings", [dtype(7), shape(2)], ["", ""]],
  ["strings as content", [dtype(7), shape(2), [4, BYTES, text("\x01\x02abc")]], ["a", "bc"]],
])("%s", (_, fields, expected) => {
  const strings = decodeStrings(readRange(read(...fields).content));
  expect(strings.map((bytes) => Buffer.from(bytes).toString())).toEqual(expected);
});

test("large contents and packed floats stay where they are", () => {
  for (const number of [4, 5]) {
    const from = source([dtype(1), shape(1000), [number, BYTES, new Uint8Array(4000)]]);
    expect(tensorOf(decodeMessage(from, TensorProto), place).content.source).toBe(from);
  }
});

test("a value that repeats takes no memory, and can be read in pieces", () => {
  const { content } = read(dtype(1), shape(2 ** 20, 2 ** 20), [5, BYTES, floats(1, 2)]);
  expect(content.byteLength).toBe(2 ** 42);
  const piece = content.source.read(content.offset + 2 ** 41 + 3, 6);
  expect(Buffer.from(piece).toString("hex")).toBe("400000004000");
  expect(Buffer.from(content.source.read(2, 5)).toString("hex")).toBe("803f000000");
});

test.each<[string, FieldSpec[], string]>([
  ["an unknown type", [dtype(77), shape(1)], "INVALID_MODEL"],
  ["no type", [shape(1)], "INVALID_MODEL"],
  ["a type that TensorFlow Lite lacks", [dtype(32), shape(1)], "UNSUPPORTED_MODEL"],
  ["an open dimension", [dtype(1), shape(-1)], "INVALID_MODEL"],
  ["a negative dimension", [dtype(1), shape(-2)], "INVALID_MODEL"],
  ["more elements than can be counted", [dtype(1), shape(2 ** 40, 2 ** 40)], "INVALID_MODEL"],
  ["too little content", [dtype(1), shape(2), [4, BYTES, new Uint8Array(7)]], "INVALID_MODEL"],
  ["half a float", [dtype(1), shape(2), [5, BYTES, new Uint8Array(6)]], "INVALID_MODEL"],
  ["half a complex number", [dtype(8), shape(2), [9, BYTES, floats(1)]], "INVALID_MODEL"],
  ["a number that is none", [dtype(3), shape(2), [7, BYTES, Uint8Array.of(1, 0xff)]], "INVALID_MODEL"],
  ["many strings from nothing", [dtype(7), shape(2 ** 30)], "OUT_OF_MEMORY"],
  [
    "long strings from a short one",
    [dtype(7), shape(2 ** 20), [8, BYTES, new Uint8Array(2 ** 12)]],
    "OUT_OF_MEMORY",
  ],
  ["more strings than bytes", [dtype(7), shape(2 ** 30), [4, BYTES, text("\x01a")]], "INVALID_MODEL"],
  ["strings that are too long", [dtype(7), shape(1), [4, BYTES, text("\x05a")]], "INVALID_MODEL"],
  ["another wire type", [[1, FIXED32, 1]], "INVALID_MODEL"],
])("%s is refused", (_, fields, code) => {
  expect(defectOf(() => read(...fields))).toMatchObject({ code });
});
