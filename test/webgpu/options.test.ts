import type { GpuDelegateOptions, InferencePriority } from "../../src/index.js";
import { settingsOf } from "../../src/runtime/webgpu/options.js";

const [PRECISION, LATENCY, MEMORY] = ["max-precision", "min-latency", "min-memory-usage"] as const;

/** What values are, and what products are summed in. */
const typesOf = (options: GpuDelegateOptions): string => {
  const { real, sum } = settingsOf(options).wished;
  return `${real} ${sum}`;
};

test.each<[boolean | undefined, InferencePriority | InferencePriority[] | undefined, string]>([
  [undefined, undefined, "f32 f32"],
  [false, undefined, "f32 f32"],
  [true, undefined, "f16 f16"],
  [undefined, PRECISION, "f32 f32"],
  [undefined, [PRECISION, LATENCY], "f32 f32"],
  [undefined, LATENCY, "f16 f16"],
  [undefined, "auto", "f16 f16"],
  [undefined, [LATENCY, PRECISION], "f16 f32"],
  [undefined, [LATENCY, MEMORY, PRECISION], "f16 f16"],
  [true, LATENCY, "f16 f16"],
  [true, [MEMORY, PRECISION], "f16 f32"],
  [true, PRECISION, "f16 f32"],
  [false, LATENCY, "f32 f32"],
])("precisionLossAllowed %s, inferencePriority %s: %s", (precisionLossAllowed, inferencePriority, types) => {
  const given = Object.entries({ precisionLossAllowed, inferencePriority }).filter(
    ([, value]) => value !== undefined,
  );
  expect(typesOf(Object.fromEntries(given))).toBe(types);
});
