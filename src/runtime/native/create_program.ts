import type { NativeProgram } from "../../addon/index.js";
import { HalfliteError } from "../../errors.js";
import type { PreparedNode } from "../prepare.js";
import type { NativeBackend } from "./backend.js";
import { encodeProgram, type PlacedCascade, type PlacedStep } from "./encode_program.js";
import type { PlacedNode } from "./segment.js";

/** The addon takes none of the steps of a node. */
export class RefusedStep extends Error {
  constructor(
    readonly node: PreparedNode,
    readonly reason: string,
  ) {
    super(`${node.fixed.place}: ${reason}`);
  }
}

/**
 * Makes a program.
 *
 * @param nodes whose step each is, or each stage of a cascade
 * @throws RefusedStep; OUT_OF_MEMORY
 */
export function createProgram(
  { addon, target, precision }: NativeBackend,
  steps: readonly (PlacedStep | PlacedCascade)[],
  nodes: readonly PlacedNode[],
  arenaBytes: number,
): NativeProgram {
  const { words, constants, keys } = encodeProgram(steps, arenaBytes, addon.stepNames);
  try {
    return addon.createProgram(target, words, constants, keys, precision === "float16");
  } catch (error) {
    const { code, step, message } = error as NodeJS.ErrnoException & { step?: number };
    if (code === "ENOMEM") {
      const bytes = constants.reduce((sum, { byteLength }) => sum + byteLength, 0);
      const operation = `${nodes[0]!.node.fixed.place}, packed weights`;
      throw new HalfliteError("OUT_OF_MEMORY", { operation, bytes }, error);
    }
    const refused = nodes[step ?? -1];
    throw refused ? new RefusedStep(refused.node, message) : error;
  }
}
