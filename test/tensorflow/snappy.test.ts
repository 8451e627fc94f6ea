import { uncompressSnappy } from "../../src/tensorflow/checkpoint/snappy.js";

const text = (value: Uint8Array | string) =>
  typeof value === "string" ? `refused: ${value}` : Buffer.from(value).toString();
const bytes = (...parts: (string | number)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : Buffer.of(part))));

test.each<[string, Buffer, string]>([
  ["nothing", bytes(0), ""],
  ["a literal", bytes(3, 2 << 2, "abc"), "abc"],
  ["a literal with a size of one byte", bytes(70, 60 << 2, 69, "x".repeat(70)), "x".repeat(70)],
  ["a literal with a size of two bytes", bytes(0xac, 2, 61 << 2, 0x2b, 1, "y".repeat(300)), "y".repeat(300)],
  ["a copy with a distance of 11 bits", bytes(10, 5 << 2, "abcdef", 1, 6), "abcdefabcd"],
  ["a copy with a distance of 16 bits", bytes(8, 5 << 2, "abcdef", (1 << 2) | 2, 3, 0), "abcdefde"],
  ["a copy with a distance of 32 bits", bytes(7, 5 << 2, "abcdef", 3, 6, 0, 0, 0), "abcdefa"],
  ["a copy of what it writes", bytes(12, 1 << 2, "ab", (9 << 2) | 2, 2, 0), "abababababab"],
])("%s", (_, input, expected) => {
  expect(text(uncompressSnappy(input))).toBe(expected);
});

test.each<[string, Buffer]>([
  ["no bytes", bytes()],
  ["a length without end", bytes(0x80)],
  ["a length that is none", bytes(0xff, 0xff, 0xff, 0xff, 0xff, 1)],
  ["more than can come of so little", bytes(0xff, 0xff, 0xff, 0xff, 0x0f, 0)],
  ["a literal that is cut", bytes(3, 2 << 2, "ab")],
  ["a literal whose size is cut", bytes(3, 63 << 2, 1)],
  ["a huge literal", bytes(3, 63 << 2, 0xff, 0xff, 0xff, 0xff, "abc")],
  ["a copy that is cut", bytes(8, 5 << 2, "abcdef", (1 << 2) | 2, 3)],
  ["a copy from before the beginning", bytes(8, 5 << 2, "abcdef", (1 << 2) | 2, 7, 0)],
  ["a copy from nowhere", bytes(8, 5 << 2, "abcdef", (1 << 2) | 2, 0, 0)],
  ["a literal behind the end", bytes(2, 2 << 2, "abc")],
  ["a copy behind the end", bytes(7, 5 << 2, "abcdef", (1 << 2) | 2, 3, 0)],
  ["less than it says", bytes(4, 2 << 2, "abc")],
])("%s is refused", (_, input) => {
  expect(typeof uncompressSnappy(input)).toBe("string");
});
