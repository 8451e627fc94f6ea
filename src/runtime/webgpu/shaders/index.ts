import type { StepShader } from "../shader.js";
import { batchMatmul } from "./batch_matmul.js";
import { convolution } from "./convolution.js";
import { dense } from "./dense.js";
import { binary, unary } from "./elementwise.js";

/** The one list of shaders, by the steps that they do (src/ops lowers operators to steps; native/program/steps does them on the CPU). */
export const shaders: ReadonlyMap<string, StepShader> = new Map(
  Object.entries({
    batch_matmul: batchMatmul,
    binary,
    convolution,
    dense,
    unary,
  }),
);
