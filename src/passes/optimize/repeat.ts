import { type Rewrite, verify } from "../../graph/index.js";
import type { Pass } from "../pass.js";

/** A pass that runs others in turn until a round changes nothing, and checks the model after each. Every change must bring it nearer to that. */
export const repeat = (name: string, passes: readonly Pass<unknown>[]): Pass => ({
  name,
  run(model, context) {
    const rewrites: Rewrite[] = [];
    for (let before = -1; before < rewrites.length; ) {
      before = rewrites.length;
      for (const pass of passes) {
        rewrites.push(...pass.run(model, context));
        verify(model, pass.name);
      }
    }
    return rewrites;
  },
});
