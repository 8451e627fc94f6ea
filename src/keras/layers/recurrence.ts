import { transpose } from "../emit/arrange.js";
import { attribute, type GraphBuilder } from "../emit/graph_builder.js";
import { loopOver } from "../emit/loop.js";
import type { Value } from "../emit/value.js";
import type { Config } from "../model/config.js";
import type { Cell, CellWeights } from "./cells.js";

/** One pass of a cell over a series. */
export interface Recurrence {
  readonly cell: Cell;
  readonly config: Config;
  /** [batch, steps, features] */
  readonly x: Value;
  readonly states: readonly Value[];
  readonly weights: CellWeights;
  readonly backwards: boolean;
  /** Gives the output of every step, and not of the last one alone. */
  readonly collect: boolean;
}

/** The loop of a layer: its output, [batch, steps, units] or [batch, units], and its last states. */
export function recur(g: GraphBuilder, recurrence: Recurrence): Value[] {
  const { cell, config, states, weights, backwards, collect } = recurrence;
  const x = backwards ? reversed(g, recurrence.x) : recurrence.x;
  const series = {
    x: transpose(g, x, [1, 0, 2]),
    states,
    constants: cell.prepare(g, config, weights),
    collect,
  };
  const { states: last, collected } = loopOver(g, series, cell.step(config));
  return [collected ? transpose(g, collected, [1, 0, 2]) : (last[0] as Value), ...last];
}

/** The steps of a series, the last one first. */
export function reversed(g: GraphBuilder, x: Value): Value {
  const attributes = { T: attribute.type(x.dtype), Tidx: attribute.type("INT32") };
  return g.add("ReverseV2", [x, g.ints([1], "ReverseV2/axis")], attributes, x);
}
