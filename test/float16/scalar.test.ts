import { getFloat16 } from "@petamoriken/float16";
import { float16ToNumber, numberToFloat16 } from "../../src/float16/index.js";

test("known values", () => {
  const known: [number, number][] = [
    [0, 0x0000],
    [-0, 0x8000],
    [1, 0x3c00],
    [-2, 0xc000],
    [65504, 0x7bff],
    [65519.99, 0x7bff],
    [65520, 0x7c00],
    [Infinity, 0x7c00],
    [-Infinity, 0xfc00],
    [2 ** -14, 0x0400],
    [2 ** -24, 0x0001],
    [2 ** -25, 0x0000],
    [3e-8, 0x0001],
    [1 + 2 ** -11, 0x3c00],
    [1 + 3 * 2 ** -11, 0x3c02],
    [2049, 0x6800],
    [2051, 0x6802],
  ];
  for (const [value, bits] of known) expect([value, numberToFloat16(value)]).toEqual([value, bits]);
  expect(numberToFloat16(Number.NaN)).toBe(0x7e00);
});

test("a double is rounded once, not first to float32", () => {
  // Just above the tie between 1 and 1 + 2^-10, by less than float32 can tell.
  expect(numberToFloat16(1 + 2 ** -11 + 2 ** -40)).toBe(0x3c01);
});

test("all 65,536 values come back", () => {
  const wrong = [];
  for (let bits = 0; bits < 65536; bits++) {
    const value = float16ToNumber(bits);
    const back = numberToFloat16(value);
    if (Number.isNaN(value) ? (bits & 0x7fff) <= 0x7c00 : back !== bits) wrong.push(bits);
  }
  expect(wrong).toEqual([]);
});

test("only the low 16 bits count", () => {
  expect(float16ToNumber(0xabc3c00)).toBe(getFloat16(new DataView(new Uint8Array([0x3c, 0]).buffer), 0));
});
