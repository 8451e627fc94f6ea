import { HalfliteError } from "../errors.js";
import type { Graph, Value } from "../graph/index.js";

/**
 * Checks that every value has one origin, and that nodes read what nodes before them have made.
 *
 * @param placeOf for messages
 * @throws SHAPE_MISMATCH
 */
export function checkOrder(graph: Graph, placeOf: (position: number) => string): void {
  const made = new Set(graph.nodes.flatMap(({ outputs }) => outputs));
  const there = new Set<Value | null>(graph.inputs);
  graph.nodes.forEach(({ inputs, outputs }, position) => {
    const early = inputs.find((value) => value && made.has(value) && !there.has(value));
    if (early) throw wrong(placeOf(position), early, "a tensor that is computed before", "a later one");
    for (const value of outputs) {
      if (!value) continue;
      if (value.constant) throw wrong(placeOf(position), value, "an output", "a constant");
      if (there.has(value)) throw wrong(placeOf(position), value, "an output of one node", "of another, too");
      there.add(value);
    }
  });
}

const wrong = (place: string, { name }: Value, expected: string, received: string) =>
  new HalfliteError("SHAPE_MISMATCH", { place, tensor: name, expected, received });
