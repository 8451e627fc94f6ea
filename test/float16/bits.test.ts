import { float16ToNumber, toFloat16, toFloat32 } from "../../src/float16/index.js";
import { decodeBits } from "../../src/float16/js/decode.js";
import { encodeBits } from "../../src/float16/js/encode.js";
import { everyBackend } from "./every_backend.js";
import { awkwardFloatBits, differences, expectedBits, floatsOf, weights } from "./samples.js";

const allHalves = Uint16Array.from({ length: 65536 }, (_, bits) => bits);
const awkward = awkwardFloatBits();

/** NaN made quiet, as all backends promise for float16 -> float32 -> float16. */
const quiet = (half: number) => ((half & 0x7fff) > 0x7c00 ? half | 0x200 : half);

const wordsOf = (values: Float32Array) => new Uint32Array(values.buffer, values.byteOffset, values.length);

describe.each(everyBackend)("bits on $name", ({ options }) => {
  test("all 65,536 float16 values become the float32 values that the independent library says", () => {
    const values = toFloat32(allHalves, options);
    expect(differences(values, Float32Array.from(allHalves, float16ToNumber))).toEqual([]);
    expect(differences(wordsOf(values), Uint32Array.from(allHalves, decodeBits))).toEqual([]);
  });

  test("all 65,536 float16 values come back, NaN made quiet", () => {
    const { values } = toFloat16(toFloat32(allHalves, options), options);
    expect(differences(values, allHalves.map(quiet))).toEqual([]);
  });

  test.each(["infinity", "clamp"] as const)(
    "every exponent, tie and boundary, overflow to %s",
    (overflow) => {
      const { values } = toFloat16(floatsOf(awkward), { ...options, overflow });
      expect(differences(values, expectedBits(awkward, overflow))).toEqual([]);
    },
  );

  test("measuring on the way does not change the bits", () => {
    for (const overflow of ["infinity", "clamp"] as const) {
      const { values } = toFloat16(floatsOf(awkward), { ...options, overflow, statistics: true });
      expect(differences(values, expectedBits(awkward, overflow))).toEqual([]);
    }
  });

  test("one awkward value in the midst of ordinary ones does not change the others", () => {
    const source = weights(20_001);
    const plain = toFloat16(source, options).values.slice();
    for (const [place, value, bits] of [
      [0, Number.NaN, 0x7e00],
      [4099, 1e9, 0x7c00],
      [20_000, -Infinity, 0xfc00],
      [12_345, 65519, 0x7bff],
    ] as const) {
      source[place] = value;
      plain[place] = bits;
    }
    expect(differences(toFloat16(source, options).values, plain)).toEqual([]);
    expect(differences(toFloat16(source, { ...options, statistics: true }).values, plain)).toEqual([]);
  });
});

test("few values at a time, which no table is made for, become what the independent library says", () => {
  jest.isolateModules(() => {
    const { decode } =
      require("../../src/float16/js/decode.js") as typeof import("../../src/float16/js/decode.js");
    const values = new Float32Array(65536);
    for (let i = 0; i < values.length; i += 4096)
      decode(allHalves.subarray(i, i + 4096), values.subarray(i, i + 4096));
    expect(differences(values, Float32Array.from(allHalves, float16ToNumber))).toEqual([]);
  });
});

test("the integer rounding, one value at a time, agrees with the independent library", () => {
  const infinities = Uint16Array.from(awkward, (word) => encodeBits(word | 0, 0x7c00));
  const clamped = Uint16Array.from(awkward, (word) => encodeBits(word | 0, 0x7bff));
  expect(differences(infinities, expectedBits(awkward, "infinity"))).toEqual([]);
  expect(differences(clamped, expectedBits(awkward, "clamp"))).toEqual([]);
});
