import { deferred, type Operator } from "../operator.js";
import { reshape } from "./reshape.js";
import { transpose } from "./transpose.js";

/** Operators that move no number: shapes and axes. */
export const shape: readonly Operator[] = [
  reshape,
  deferred("SQUEEZE", () => require("./squeeze.js").squeeze),
  deferred("EXPAND_DIMS", () => require("./expand_dims.js").expandDims),
  transpose,
  deferred("SHAPE", () => require("./shape.js").shape),
  deferred("RANK", () => require("./rank.js").rank),
];
