import { HalfliteError } from "../errors.js";
import type { Selection } from "../index.js";

/**
 * Reads the values of a repeated --include or --exclude: `op:CONV_2D`, `tensor:dense*`, `subgraph:0`.
 *
 * @returns undefined when the option was not given
 * @throws INVALID_ARGUMENT when a value has no such form
 */
export function parseSelection(option: string, values: readonly string[] | undefined): Selection | undefined {
  if (!values?.length) return undefined;
  const operators: string[] = [];
  const tensors: string[] = [];
  const subgraphs: (string | number)[] = [];
  for (const value of values) {
    const [, kind, name] = /^(op|tensor|subgraph):(.+)$/su.exec(value) ?? [];
    if (kind === "op") operators.push(name!);
    else if (kind === "tensor") tensors.push(name!);
    else if (kind === "subgraph") subgraphs.push(/^\d+$/.test(name!) ? Number(name) : name!);
    else {
      const expected = "op:NAME, tensor:PATTERN or subgraph:INDEX_OR_NAME";
      throw new HalfliteError("INVALID_ARGUMENT", { argument: option, expected, received: value });
    }
  }
  return {
    ...(operators.length ? { operators } : {}),
    ...(tensors.length ? { tensors } : {}),
    ...(subgraphs.length ? { subgraphs } : {}),
  };
}
