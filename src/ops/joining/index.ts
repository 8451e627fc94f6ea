import { deferred, type Operator } from "../operator.js";
import { concatenation } from "./concatenation.js";
import { pad } from "./pad.js";

/** Joining, splitting, padding and repeating of tensors. */
export const joining: readonly Operator[] = [
  concatenation,
  deferred("PACK", () => require("./pack.js").pack),
  deferred("UNPACK", () => require("./unpack.js").unpack),
  deferred("SPLIT", () => require("./split.js").split),
  deferred("SPLIT_V", () => require("./split_v.js").splitV),
  pad,
  deferred("PADV2", () => require("./pad.js").padV2),
  deferred("MIRROR_PAD", () => require("./mirror_pad.js").mirrorPad),
  deferred("TILE", () => require("./tile.js").tile),
  deferred("BROADCAST_TO", () => require("./broadcast_to.js").broadcastTo),
  deferred("BROADCAST_ARGS", () => require("./broadcast_args.js").broadcastArgs),
];
