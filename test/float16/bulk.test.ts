import * as fc from "fast-check";
import { isHalfliteError } from "../../src/errors.js";
import { measureFloat16, toFloat16, toFloat32 } from "../../src/float16/index.js";
import { everyBackend } from "./every_backend.js";
import { awkwardFloatBits, differences, expectedBits, floatsOf, weights } from "./samples.js";

const bits = awkwardFloatBits();
const floats = floatsOf(bits);
const halves = expectedBits(bits, "infinity");
const length = fc.oneof(fc.integer({ min: 0, max: 70 }), fc.integer({ min: 4000, max: 9000 }));
const offset = fc.integer({ min: 0, max: 17 });
const seeded = { seed: 16, numRuns: 60 };

function errorOf(action: () => unknown) {
  try {
    action();
  } catch (error) {
    if (isHalfliteError(error)) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe.each(everyBackend)("bulk conversion on $name", ({ options }) => {
  test("any length at any element offset, and nothing beyond is written", () => {
    const check = (count: number, from: number, to: number, start: number) => {
      const source = floats.subarray(start + from, start + from + count);
      const output = new Uint16Array(to + count + 5).fill(0xabcd);
      const { values } = toFloat16(source, { ...options, output: output.subarray(to) });
      expect(values.length).toBe(count);
      const expected = new Uint16Array(output.length).fill(0xabcd);
      expected.set(halves.subarray(start + from, start + from + count), to);
      expect(differences(output, expected)).toEqual([]);
      const back = new Float32Array(to + count + 5).fill(-7);
      toFloat32(values, { ...options, output: back.subarray(to) });
      expect([...back.subarray(0, to), ...back.subarray(to + count)].every((v) => v === -7)).toBe(true);
      expect(differences(back.subarray(to, to + count), toFloat32(values, { backend: "js" }))).toEqual([]);
    };
    fc.assert(fc.property(length, offset, offset, fc.integer({ min: 0, max: 50_000 }), check), seeded);
  });

  test("in place: a float32 array is converted into its own front half, and back", () => {
    fc.assert(
      fc.property(fc.oneof(length, fc.integer({ min: 65_500, max: 140_000 })), offset, (count, start) => {
        const buffer = new ArrayBuffer(4 * (count + start));
        const source = new Float32Array(buffer, 4 * start, count);
        source.set(weights(count));
        const apart = toFloat16(source.slice(), { ...options, statistics: true });
        const output = new Uint16Array(buffer, 4 * start, count);
        const { values, statistics } = toFloat16(source, { ...options, output, statistics: true });
        expect(differences(values, apart.values)).toEqual([]);
        expect(statistics).toEqual({
          ...apart.statistics,
          sumSquaredError: expect.closeTo(apart.statistics.sumSquaredError, 9),
          sumSquares: expect.closeTo(apart.statistics.sumSquares, 6),
          sumProducts: expect.closeTo(apart.statistics.sumProducts, 6),
        });
        const back = toFloat32(output, { ...options, output: source });
        expect(differences(back, toFloat32(apart.values, options))).toEqual([]);
      }),
      { ...seeded, numRuns: 25 },
    );
  });

  test("the number of threads changes neither bits nor statistics", () => {
    const source = weights(1_500_003);
    const one = toFloat16(source, { ...options, threads: 1, statistics: true });
    for (const threads of [2, 3, 8]) {
      const many = toFloat16(source, { ...options, threads, statistics: true });
      expect(differences(many.values, one.values)).toEqual([]);
      expect(many.statistics).toEqual(one.statistics);
      expect(measureFloat16(source, { ...options, threads })).toEqual(one.statistics);
    }
  });

  test("overflow policies", () => {
    const source = Float32Array.of(1, 65504, 65519, 65520, -1e6, Infinity, Number.NaN);
    const bitsUnder = (overflow: "infinity" | "clamp") => [
      ...toFloat16(source, { ...options, overflow }).values,
    ];
    expect(bitsUnder("infinity")).toEqual([0x3c00, 0x7bff, 0x7bff, 0x7c00, 0xfc00, 0x7c00, 0x7e00]);
    expect(bitsUnder("clamp")).toEqual([0x3c00, 0x7bff, 0x7bff, 0x7bff, 0xfbff, 0x7bff, 0x7e00]);

    const output = new Uint16Array(7);
    const error = errorOf(() => toFloat16(source, { ...options, overflow: "error", output }));
    expect(error.code).toBe("FLOAT16_OVERFLOW");
    expect(error.message).toContain("3 beyond, the largest 1000000");
    expect([...output]).toEqual([0, 0, 0, 0, 0, 0, 0]);
    expect(errorOf(() => measureFloat16(source, { ...options, overflow: "error" })).code).toBe(
      "FLOAT16_OVERFLOW",
    );

    const fine = Float32Array.of(65504, Infinity, Number.NaN);
    expect([...toFloat16(fine, { ...options, overflow: "error" }).values]).toEqual([0x7bff, 0x7c00, 0x7e00]);
  });

  test("memory shared between threads is accepted", () => {
    const source = new Float32Array(new SharedArrayBuffer(4 * 100)).fill(1.5);
    const output = new Uint16Array(new SharedArrayBuffer(2 * 100));
    toFloat16(source, { ...options, output });
    expect([...output].every((half) => half === 0x3e00)).toBe(true);
  });
});

describe("refused arguments", () => {
  const source = new Float32Array(8);
  const eight = new Uint16Array(8);
  const buffer = new ArrayBuffer(64);
  const cases: [string, () => unknown, string, string][] = [
    ["a plain array", () => toFloat16([1, 2] as never), "INVALID_ARGUMENT", "source"],
    ["a Float64Array", () => measureFloat16(new Float64Array(2) as never), "INVALID_ARGUMENT", "source"],
    ["an Int16Array", () => toFloat32(new Int16Array(2) as never), "INVALID_ARGUMENT", "source"],
    ["a short output", () => toFloat16(source, { output: new Uint16Array(7) }), "INVALID_ARGUMENT", "output"],
    ["a wrong output", () => toFloat32(eight, { output: eight as never }), "INVALID_ARGUMENT", "output"],
    ["null options", () => toFloat16(source, null as never), "INVALID_ARGUMENT", "options"],
    [
      "a misspelt option",
      () => toFloat16(source, { overflows: "clamp" } as never),
      "UNKNOWN_NAME",
      "options",
    ],
    ["an unknown policy", () => toFloat16(source, { overflow: "wrap" as never }), "UNKNOWN_NAME", "overflow"],
    ["an unknown backend", () => toFloat16(source, { backend: "gpu" as never }), "UNKNOWN_NAME", "backend"],
    ["an unknown target", () => toFloat32(eight, { target: "sse9" }), "UNKNOWN_NAME", "target"],
    ["no threads", () => toFloat32(eight, { threads: 0 }), "INVALID_ARGUMENT", "threads"],
    ["half a thread", () => toFloat32(eight, { threads: 1.5 }), "INVALID_ARGUMENT", "threads"],
    [
      "an output that starts inside the source",
      () => toFloat16(new Float32Array(buffer, 0, 8), { output: new Uint16Array(buffer, 2, 8) }),
      "INVALID_ARGUMENT",
      "output",
    ],
    [
      "an output that ends inside the source",
      () => toFloat32(new Uint16Array(buffer, 16, 8), { output: new Float32Array(buffer, 0, 8) }),
      "INVALID_ARGUMENT",
      "output",
    ],
  ];
  test.each(cases)("%s", (_, action, code, argument) => {
    const error = errorOf(action);
    expect(error.code).toBe(code);
    expect(error.details).toMatchObject({ argument });
  });

  test("the right spelling is suggested", () => {
    const error = errorOf(() => toFloat16(source, { overflows: "clamp" } as never));
    expect(error.message).toContain('did you mean "overflow"?');
  });

  test("neighbours in one buffer do not overlap", () => {
    toFloat16(new Float32Array(buffer, 0, 8), { output: new Uint16Array(buffer, 32, 8) });
    toFloat16(new Float32Array(buffer, 16, 8), { output: new Uint16Array(buffer, 0, 8) });
  });
});
