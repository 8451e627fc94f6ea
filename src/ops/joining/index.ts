import type { Operator } from "../operator.js";
import { broadcastArgs } from "./broadcast_args.js";
import { broadcastTo } from "./broadcast_to.js";
import { concatenation } from "./concatenation.js";
import { mirrorPad } from "./mirror_pad.js";
import { pack } from "./pack.js";
import { pad, padV2 } from "./pad.js";
import { split } from "./split.js";
import { splitV } from "./split_v.js";
import { tile } from "./tile.js";
import { unpack } from "./unpack.js";

/** Joining, splitting, padding and repeating of tensors. */
export const joining: readonly Operator[] = [
  concatenation,
  pack,
  unpack,
  split,
  splitV,
  pad,
  padV2,
  mirrorPad,
  tile,
  broadcastTo,
  broadcastArgs,
];
