import type { ElementType } from "../tensor/index.js";

const FLOAT32_MAX = (2 - 2 ** -23) * 2 ** 127;

/** Least and greatest finite value of the types that numbers are compared in. */
export const numericLimits: Partial<
  Record<ElementType, { readonly least: number | bigint; readonly greatest: number | bigint }>
> = {
  FLOAT32: { least: -FLOAT32_MAX, greatest: FLOAT32_MAX },
  INT64: { least: -(2n ** 63n), greatest: 2n ** 63n - 1n },
  INT32: { least: -(2 ** 31), greatest: 2 ** 31 - 1 },
  INT16: { least: -(2 ** 15), greatest: 2 ** 15 - 1 },
  INT8: { least: -128, greatest: 127 },
  UINT8: { least: 0, greatest: 255 },
  BOOL: { least: 0, greatest: 1 },
};
