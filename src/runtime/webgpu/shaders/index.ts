import type { StepShader } from "../shader.js";
import { addN } from "./add_n.js";
import { batchMatmul } from "./batch_matmul.js";
import { cast } from "./cast.js";
import { compare } from "./compare.js";
import { convolution } from "./convolution.js";
import { dense } from "./dense.js";
import { binary, unary } from "./elementwise.js";
import { integerBinary } from "./integer_binary.js";
import { lookup } from "./lookup.js";
import { select } from "./select.js";

/** The one list of shaders, by the steps that they do (src/ops lowers operators to steps; native/program/steps does them on the CPU). */
export const shaders: ReadonlyMap<string, StepShader> = new Map(
  Object.entries({
    add_n: addN,
    batch_matmul: batchMatmul,
    binary,
    cast,
    compare,
    convolution,
    dense,
    integer_binary: integerBinary,
    lookup,
    select,
    unary,
  }),
);
