import * as fc from "fast-check";
import { encodeByTables } from "../../src/float16/js/encode.js";
import { encodeByRuntime } from "../../src/float16/js/encode_by_runtime.js";
import { encode, INFINITY_BITS, MAX_BITS } from "../../src/float16/js/index.js";
import { awkwardFloatBits, differences, expectedBits, floatsOf, weights } from "./samples.js";

const policies = [
  { overflow: "infinity", overflowBits: INFINITY_BITS },
  { overflow: "clamp", overflowBits: MAX_BITS },
] as const;
const awkward = awkwardFloatBits();
const { Float16Array } = globalThis as { Float16Array?: unknown };

const encoders = [
  { name: "tables", run: encodeByTables },
  ...(encodeByRuntime ? [{ name: "the runtime's Float16Array", run: encodeByRuntime }] : []),
];
if (!encodeByRuntime)
  console.warn(`SKIPPED: encoding by the runtime: Node ${process.version} has no Float16Array`);

test("the runtime's Float16Array is used where there is one", () => {
  expect(encodeByRuntime !== undefined).toBe(Float16Array !== undefined);
  expect(encode).toBe(encodeByRuntime ?? encodeByTables);
});

describe.each(encoders)("encoding by $name", ({ run }) => {
  test.each(policies)(
    "every exponent, tie and boundary, overflow to $overflow",
    ({ overflow, overflowBits }) => {
      const sink = new Uint16Array(awkward.length);
      run(floatsOf(awkward), sink, overflowBits);
      expect(differences(sink, expectedBits(awkward, overflow))).toEqual([]);
    },
  );

  test("any length at any place, with one special value among ordinary ones, and nothing beyond is written", () => {
    const ordinary = new Uint32Array(weights(20_000).buffer);
    const special = fc.constantFrom(
      0,
      0x7f800001,
      0xffc12345,
      0x7f800000,
      0xff800000,
      0x477ff000,
      0xc77fefff,
    );
    const lengths = fc.oneof(fc.integer({ min: 0, max: 600 }), fc.integer({ min: 4000, max: 9000 }));
    const starts = fc.integer({ min: 0, max: 9 });
    const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
    const check = (length: number, from: number, to: number, word: number, where: number) => {
      const bits = ordinary.slice(0, from + length);
      if (length > 0) bits[from + Math.floor(where * length)] = word;
      for (const { overflow, overflowBits } of policies) {
        const sink = new Uint16Array(to + length + 9).fill(0xabcd);
        const expected = sink.slice();
        expected.set(expectedBits(bits.slice(from), overflow), to);
        run(floatsOf(bits).subarray(from), sink.subarray(to), overflowBits);
        expect(differences(sink, expected)).toEqual([]);
      }
    };
    fc.assert(fc.property(lengths, starts, starts, special, place, check), { seed: 16, numRuns: 80 });
  });
});
