import type { StepShader } from "../shader.js";
import { addN } from "./add_n.js";
import { argExtreme } from "./arg_extreme.js";
import { batchMatmul } from "./batch_matmul.js";
import { cast } from "./cast.js";
import { compare } from "./compare.js";
import { convolution } from "./convolution.js";
import { cumsum } from "./cumsum.js";
import { dense } from "./dense.js";
import { depthwiseConv2d } from "./depthwise_conv_2d.js";
import { binary, unary } from "./elementwise.js";
import { fill } from "./fill.js";
import { gather } from "./gather.js";
import { gatherNd } from "./gather_nd.js";
import { integerBinary } from "./integer_binary.js";
import { localResponseNormalization } from "./local_response_normalization.js";
import { lookup } from "./lookup.js";
import { oneHot } from "./one_hot.js";
import { placedCopy } from "./placed_copy.js";
import { pool2d } from "./pool_2d.js";
import { reduce } from "./reduce.js";
import { resizeBilinear } from "./resize_bilinear.js";
import { resizeNearest } from "./resize_nearest.js";
import { reverseSequence } from "./reverse_sequence.js";
import { select } from "./select.js";
import { softmax } from "./softmax.js";
import { stridedCopy } from "./strided_copy.js";
import { transposeConv } from "./transpose_conv.js";

/** The one list of shaders, by the steps that they do (src/ops lowers operators to steps; native/program/steps does them on the CPU). */
export const shaders: ReadonlyMap<string, StepShader> = new Map(
  Object.entries({
    add_n: addN,
    arg_extreme: argExtreme,
    batch_matmul: batchMatmul,
    binary,
    cast,
    compare,
    convolution,
    cumsum,
    dense,
    depthwise_conv_2d: depthwiseConv2d,
    fill,
    gather,
    gather_nd: gatherNd,
    integer_binary: integerBinary,
    local_response_normalization: localResponseNormalization,
    lookup,
    one_hot: oneHot,
    placed_copy: placedCopy,
    pool_2d: pool2d,
    reduce,
    resize_bilinear: resizeBilinear,
    resize_nearest: resizeNearest,
    reverse_sequence: reverseSequence,
    select,
    softmax,
    strided_copy: stridedCopy,
    transpose_conv: transposeConv,
    unary,
  }),
);
