import type { Pass } from "../pass.js";
import { eliminateDead } from "./eliminate_dead.js";
import { eliminateEqualConstants } from "./eliminate_equal_constants.js";
import { eliminateEqualNodes } from "./eliminate_equal_nodes.js";
import { eliminateIdentities } from "./eliminate_identities.js";
import { foldAdditions } from "./fold_additions.js";
import { foldBatchMatmul } from "./fold_batch_matmul.js";
import { foldConstantMovements } from "./fold_constant_movements.js";
import { foldDenseReshapes } from "./fold_dense_reshapes.js";
import { foldDivision } from "./fold_division.js";
import { foldInputScale } from "./fold_input_scale.js";
import { foldPowers } from "./fold_powers.js";
import { foldReshapes } from "./fold_reshapes.js";
import { foldScale } from "./fold_scale.js";
import { foldTransposes } from "./fold_transposes.js";
import { fuseActivation } from "./fuse_activation.js";
import { fuseBias } from "./fuse_bias.js";
import { fuseClamps } from "./fuse_clamps.js";
import { fuseDilation } from "./fuse_dilation.js";
import { fuseGelu } from "./fuse_gelu.js";
import { fuseHardSwish } from "./fuse_hard_swish.js";
import { fuseKeptDimensions } from "./fuse_kept_dimensions.js";
import { fuseL2Normalization } from "./fuse_l2_normalization.js";
import { fuseLeakyRelu } from "./fuse_leaky_relu.js";
import { fuseLogSoftmax } from "./fuse_log_softmax.js";
import { fuseNegation } from "./fuse_negation.js";
import { fusePadding } from "./fuse_padding.js";
import { fuseReciprocalRoot } from "./fuse_reciprocal_root.js";
import { fuseSquaredDifference } from "./fuse_squared_difference.js";
import { hoistBeforeReshapes } from "./hoist_before_reshapes.js";
import { repeat } from "./repeat.js";
import { settleOperatorVersions } from "./settle_operator_versions.js";
import { sinkTransposes } from "./sink_transposes.js";

/** What an importer said in more words than needed. */
const cleaning: readonly Pass<unknown>[] = [
  eliminateDead,
  foldConstantMovements,
  sinkTransposes,
  foldTransposes,
  foldReshapes,
  eliminateIdentities,
  eliminateEqualConstants,
  eliminateEqualNodes,
];

/** Functions that are one operator. They come before arithmetic with constants is folded into something else. */
const functions: readonly Pass<unknown>[] = [
  fuseClamps,
  fuseHardSwish,
  fuseGelu,
  // Behind GELU, which knows POW.
  foldPowers,
  fuseKeptDimensions,
  fuseL2Normalization,
  fuseLeakyRelu,
  fuseLogSoftmax,
  fuseSquaredDifference,
  fuseReciprocalRoot,
  fuseNegation,
  eliminateDead,
];

/** Convolutions and dense layers as one operator. */
const products: readonly Pass<unknown>[] = [
  foldBatchMatmul,
  fuseDilation,
  fusePadding,
  foldDivision,
  // A bias may stand before or behind a factor or a reshape, any number of times; each change takes away a node or brings a
  // reshape nearer to the end, so that there is a last round.
  repeat("fold_constants_into_products", [
    foldAdditions,
    hoistBeforeReshapes,
    fuseBias,
    foldScale,
    foldInputScale,
  ]),
  fuseActivation,
  foldReshapes,
  foldDenseReshapes,
];

/**
 * The optimizations that TensorFlow's converter does after its operators became TensorFlow Lite's, for float graphs: numbers stay within
 * float accuracy, and no pass makes more nodes.
 */
export const optimize: readonly Pass<unknown>[] = [
  ...cleaning,
  ...functions,
  ...products,
  ...cleaning,
  eliminateDead,
  settleOperatorVersions,
];
