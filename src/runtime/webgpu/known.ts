import { toFloat32 } from "../../float16/index.js";
import { KnownValues } from "../known_values.js";
import type { SessionMemory } from "../memory.js";

/** The known values of a graph for a GPU, which is given float16 constants as they are: few are ever restored. */
export const knownOf = (memory: SessionMemory): KnownValues =>
  new KnownValues((halves, numbers) => toFloat32(halves, { output: numbers }), memory);
