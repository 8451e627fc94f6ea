import { type Rewrite, verify } from "../../graph/index.js";
import type { Pass } from "../pass.js";

/** More rounds would be a graph that nobody makes: what is left of it stays as it is. */
const MOST_ROUNDS = 20;

/** A pass that runs others in turn until a round changes nothing, and checks the model after each. */
export const repeat = (name: string, passes: readonly Pass<unknown>[]): Pass<unknown> => ({
  name,
  run(model, context) {
    const rewrites: Rewrite[] = [];
    let before = -1;
    for (let round = 0; round < MOST_ROUNDS && before < rewrites.length; round++) {
      before = rewrites.length;
      for (const pass of passes) {
        for (const rewrite of pass.run(model, context)) rewrites.push(rewrite);
        verify(model, pass.name);
      }
    }
    return rewrites;
  },
});
