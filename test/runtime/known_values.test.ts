import type { Value } from "../../src/graph/index.js";
import { toFloat32 } from "../../src/index.js";
import { KnownValues, type RestoreFloat16 } from "../../src/runtime/known_values.js";
import { SessionMemory } from "../../src/runtime/memory.js";

const restore: RestoreFloat16 = (halves, numbers) => {
  toFloat32(halves, { output: numbers });
};
const value = (name: string, type: Value["type"]): Value => ({
  name,
  type,
  constant: null,
  attributes: {} as never,
});

test("a layer restores the float16 values that it knows itself, and asks the layer below for others", () => {
  const memory = new SessionMemory(2 ** 20);
  const below = new KnownValues(restore, memory);
  const known = new KnownValues(restore, memory, below);
  const layers = [below, known].map((layer, i) => {
    const [half, restored] = [value(`half ${i}`, "FLOAT16"), value(`restored ${i}`, "FLOAT32")];
    layer.set(half, {
      dtype: "FLOAT16",
      shape: [2],
      quantization: null,
      data: new Uint16Array([0x3c00 + i, 0xc000]),
    });
    layer.setHalf(restored, half);
    return restored;
  });
  expect(known.tensor(layers[0]!)?.data).toEqual(new Float32Array([1, -2]));
  expect(known.tensor(layers[1]!)?.data).toEqual(new Float32Array([1 + 2 ** -10, -2]));
  expect(known.tensor(layers[1]!)).toBe(known.tensor(layers[1]!));
  expect(below.tensor(layers[1]!)).toBeUndefined();
});
