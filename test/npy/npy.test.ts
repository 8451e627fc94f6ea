import { encodeNpy, npyDescr, parseNpy } from "../../src/npy/index.js";
import type { ElementType, NumericData } from "../../src/tensor/index.js";

test.each<[ElementType, number[], NumericData]>([
  ["FLOAT32", [2, 3], Float32Array.of(1, 2, 3, 4, 5, Number.NaN)],
  ["FLOAT64", [], Float64Array.of(Math.PI)],
  ["FLOAT16", [1], Uint16Array.of(0x3c00)],
  ["INT64", [2], BigInt64Array.of(-1n, 1n << 60n)],
  ["UINT64", [1], BigUint64Array.of(1n << 63n)],
  ["INT16", [0, 4], new Int16Array(0)],
  ["UINT8", [1, 1, 1, 1, 1, 2], Uint8Array.of(0, 255)],
  ["BOOL", [2], Uint8Array.of(0, 1)],
  ["COMPLEX64", [1], Float32Array.of(1, -1)],
  ["INT4", [2], Int8Array.of(-8, 7)],
])("%s of shape %p comes back", (dtype, shape, data) => {
  const file = encodeNpy(dtype, shape, data);
  expect(file.indexOf(10)).toBe(file.byteLength - data.byteLength - 1);
  // Behind an odd byte, so that the elements are not aligned.
  const moved = new Uint8Array(file.byteLength + 1);
  moved.set(file, 1);
  expect(parseNpy(moved.subarray(1), "a.npy")).toEqual({ descr: npyDescr(dtype), shape, data });
});

/** A file as NumPy writes it. */
function npy(header: string, data: Uint8Array, version = 1): Uint8Array {
  const length = Buffer.alloc(version === 1 ? 2 : 4);
  length.writeUIntLE(header.length, 0, length.length);
  const magic = Buffer.from(`\x93NUMPY${String.fromCharCode(version)}\x00`, "latin1");
  return Buffer.concat([magic, length, Buffer.from(header), data]);
}

test.each([1, 2, 3])("reads version %d", (version) => {
  const header = "{'descr': '<i2', 'fortran_order': False, 'shape': (2,), }          \n";
  expect(parseNpy(npy(header, Uint8Array.of(1, 0, 2, 0), version), "a.npy").data).toEqual(
    Int16Array.of(1, 2),
  );
});

const plain = "{'descr': '<i2', 'fortran_order': False, 'shape': (2,), }";
const four = new Uint8Array(4);

test.each<[string, Uint8Array, RegExp]>([
  ["nothing", new Uint8Array(0), /version 1 to 3.*0 bytes/],
  ["another file", Buffer.from("GIF89a...................."), /version 1 to 3/],
  ["a later version", npy(plain, four, 4), /version 1 to 3/],
  ["only a beginning", npy(plain, four).subarray(0, 20), /header of 67 bytes.*20/],
  ["Fortran order", npy(plain.replace("False", "True"), four), /C order/],
  ["big-endian numbers", npy(plain.replace("<i2", ">i2"), four), /little-endian.*>i2/],
  ["text", npy(plain.replace("<i2", "<U7"), four), /<U7/],
  ["objects", npy(plain.replace("'<i2'", "[('a', '<i2')]"), four), /plain array/],
  ["a negative size", npy(plain.replace("(2,)", "(-2,)"), four), /plain array/],
  ["too few elements", npy(plain, four.subarray(1)), /4 bytes for the shape \[2\].*3/],
  ["too many elements", npy(plain, new Uint8Array(5)), /4 bytes.*5/],
  ["an endless shape", npy(plain.replace("(2,)", `(${"9".repeat(15)}, 99)`), four), /Infinity bytes/],
])("refuses %s", (_, bytes, message) => {
  const refused = expect.objectContaining({
    code: "INVALID_ARGUMENT",
    message: expect.stringMatching(message),
  });
  expect(() => parseNpy(bytes, "a.npy")).toThrow(refused);
});

test("refuses to write strings", () => {
  expect(() => encodeNpy("STRING", [1], new Uint8Array(1))).toThrow(
    expect.objectContaining({ code: "INVALID_ARGUMENT" }),
  );
});
