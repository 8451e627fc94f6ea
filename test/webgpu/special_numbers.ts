import type { Case } from "../conformance/case.js";

/**
 * Whether a case is about numbers that WGSL says nothing of: shaders may assume that there are no infinities and no NaN, and may
 * flush what is below the normal numbers to zero. Close to the largest numbers, sums are infinite where TensorFlow Lite clamps.
 */
export const hasSpecialNumbers = ({ subgraphs }: Case): boolean =>
  subgraphs.some(({ tensors }) =>
    Object.values(tensors).some(
      ({ dtype, values = [] }) => dtype === "FLOAT32" && values.some((value) => isSpecial(Number(value))),
    ),
  );

const isSpecial = (value: number): boolean =>
  !(Math.abs(value) < 2 ** 100) || (value !== 0 && Math.abs(value) < 2 ** -126);
