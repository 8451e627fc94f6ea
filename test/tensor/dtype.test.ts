import { storedByteLength } from "../../src/tensor/index.js";

test.each([
  ["FLOAT32", 3, 12],
  ["FLOAT16", 3, 6],
  ["BFLOAT16", 3, 6],
  ["FLOAT64", 3, 24],
  ["COMPLEX64", 3, 24],
  ["COMPLEX128", 3, 48],
  ["INT64", 3, 24],
  ["UINT16", 3, 6],
  ["BOOL", 3, 3],
  ["FLOAT8_E4M3FN", 3, 3],
  ["INT4", 3, 2],
  ["UINT4", 4, 2],
  ["INT2", 5, 2],
  ["INT2", 0, 0],
] as const)("%s x %d takes %d bytes", (type, count, bytes) => {
  expect(storedByteLength(type, count)).toBe(bytes);
});

test.each(["STRING", "RESOURCE", "VARIANT"] as const)("the count does not tell the size of %s", (type) => {
  expect(storedByteLength(type, 3)).toBeUndefined();
});
