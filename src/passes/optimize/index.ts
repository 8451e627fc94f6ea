import type { Pass } from "../pass.js";
import { convertMatmul } from "./convert_matmul.js";
import { eliminateMoves } from "./eliminate_moves.js";
import { eliminateNeutral } from "./eliminate_neutral.js";
import { eliminateUnused } from "./eliminate_unused.js";
import { fuseActivation } from "./fuse_activation.js";
import { fuseArithmeticIntoWeights } from "./fuse_arithmetic_into_weights.js";
import { fuseDilation } from "./fuse_dilation.js";
import { fuseGelu } from "./fuse_gelu.js";
import { fuseHardSwish } from "./fuse_hard_swish.js";
import { fusePadding } from "./fuse_padding.js";
import { settleOperatorVersions } from "./settle_operator_versions.js";
import { shareEqualConstants } from "./share_equal_constants.js";
import { shareEqualNodes } from "./share_equal_nodes.js";

/**
 * What TensorFlow's converter does to a graph that was lowered operator by operator. What reads fewer values comes first: a
 * pattern is found before a part of it becomes part of something else.
 */
export const optimize: readonly Pass<unknown>[] = [
  shareEqualConstants,
  shareEqualNodes,
  eliminateMoves,
  eliminateNeutral,
  fuseHardSwish,
  fuseGelu,
  eliminateUnused,
  convertMatmul,
  eliminateUnused,
  fuseDilation,
  fusePadding,
  fuseArithmeticIntoWeights,
  fuseActivation,
  eliminateMoves,
  shareEqualConstants,
  eliminateUnused,
  settleOperatorVersions,
];
