import type { Dispatch, Walk } from "../shader.js";
import { linearMain, linearWorkgroups, walkWidth } from "../wgsl.js";

/** Elements of a result and how operands are walked through for them; null for an operand of the result's shape. */
export interface Broadcast {
  readonly count: number;
  readonly walks: readonly (Walk | null)[];
}

const NAMES = ["a", "b", "c"];

/**
 * A dispatch that makes each element of a result, the operand behind those that are read, from their elements.
 *
 * @param expression WGSL of the new element, or of four: of `a`, `b` and `c`, those of the operands, and of the type of one or four
 * integers; it may read parameters from parameter(1) on
 */
export function broadcastDispatch(
  name: string,
  { count, walks }: Broadcast,
  expression: (integer: string) => string,
  parameters: readonly number[] = [],
): Dispatch {
  const width = count % 4 === 0 ? 4 : 1;
  const suffix = width === 4 ? "4" : "";
  const loads = walks.map((_, k) => `  let ${NAMES[k]} = load${suffix}_operand_${NAMES[k]}(i);`);
  return {
    name,
    bindings: [
      ...walks.map((walk, k) => ({
        name: `operand_${NAMES[k]}`,
        operand: k,
        width: walk ? walkWidth(walk, width) : width,
        access: "read" as const,
        ...(walk ? { walk } : {}),
      })),
      { name: "sink", operand: walks.length, width, access: "write" },
    ],
    parameters: [count / width, ...parameters],
    numbers: [],
    text: linearMain(`  let i = index * ${width}u;
${loads.join("\n")}
  store${suffix}_sink(i, ${expression(width === 4 ? "vec4<i32>" : "i32")});`),
    workgroups: linearWorkgroups(count / width),
    stages: [],
  };
}
