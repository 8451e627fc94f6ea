import type { Value } from "../../graph/index.js";
import { LEAST_STREAMED_BYTES, MOST_STREAMED_WEIGHT_BYTES, type NativeStep } from "../../ops/index.js";
import { type CascadePlan, type CascadeStage, planCascade, repeatedShare } from "../plan/cascade.js";
import type { Places } from "../plan/places.js";
import type { PreparedNode } from "../prepare.js";
import type { Draft, StepsDraft, Uses } from "./draft.js";

/** What a cascade keeps for each thread: a part of the second-level cache. */
const CACHE_BYTES = 512 * 1024;

/** What the parts of a cascade may make more than once, at most. */
const MOST_REPEATED = 0.08;

/** Finds nodes of a segment that are taken together, line by line, so that what lies between them needs little memory. */
export class Cascades {
  private readonly cascades: StepsDraft[][] = [];

  /** @param bytesOf the size of a value as a whole */
  constructor(
    private readonly uses: Uses,
    private readonly threads: number,
    private readonly bytesOf: (value: Value) => number,
  ) {}

  /**
   * The draft before a node, if that makes nothing but an image, line by line, which the node goes through line by line, which
   * nobody else reads, and of which a thread's part is too large for a cache.
   */
  before(node: PreparedNode, steps: readonly NativeStep[], last: Draft | undefined): StepsDraft | null {
    const [value] = node.inputs;
    if (!last || "reason" in last || !value || last.node.outputs[0] !== value) return null;
    const [made, read] = [last.steps[0]?.lines, steps[0]?.lines];
    if (last.steps.length !== 1 || steps.length !== 1 || !made || !read || made.output !== read.input)
      return null;
    const isLarge = this.bytesOf(value) >= LEAST_STREAMED_BYTES * this.threads;
    if (!isLarge || this.uses.of(value) > 1) return null;
    if (this.weightBytesOf(node) > MOST_STREAMED_WEIGHT_BYTES) return null;
    const stages = [...(last.cascade ?? [last]), { node, steps }].map((draft) => this.stageOf(draft));
    return repeatedShare(stages, this.threads) <= MOST_REPEATED ? last : null;
  }

  join(before: StepsDraft, draft: StepsDraft): void {
    if (!before.cascade) {
      before.cascade = [before];
      this.cascades.push(before.cascade);
    }
    before.cascade.push(draft);
    draft.cascade = before.cascade;
  }

  /** Gives what lies between the stages memory for the lines that are kept. */
  plan(places: Places): Map<StepsDraft[], CascadePlan> {
    return new Map(
      this.cascades.map((drafts) => {
        const stages = drafts.map((draft) => this.stageOf(draft));
        const plan = planCascade(stages, this.threads, CACHE_BYTES);
        drafts.slice(0, -1).forEach(({ node }, i) => {
          places.resize(node.outputs[0]!, plan.parts * plan.held[i]! * stages[i]!.lineBytes);
        });
        return [drafts, plan];
      }),
    );
  }

  private weightBytesOf({ inputs }: PreparedNode): number {
    return inputs.slice(1).reduce((sum, value) => sum + (value ? this.bytesOf(value) : 0), 0);
  }

  private stageOf({ node, steps }: Pick<StepsDraft, "node" | "steps">): CascadeStage {
    const lines = steps[0]!.lines!;
    return { lines, lineBytes: this.bytesOf(node.outputs[0]!) / lines.output };
  }
}
