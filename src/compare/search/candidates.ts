import type { ConversionReport } from "../../convert/report.js";
import { type Model, nameOf } from "../../graph/index.js";
import { float32Constants } from "../../passes/candidates.js";
import { DisjointSets } from "../../passes/disjoint_sets.js";
import type { CandidateConstant, SearchUnit } from "./mixed_precision.js";

/** Constants that are kept or converted together. */
export type Candidate = readonly CandidateConstant[];

/** The constants that were converted, in the order of the model; those of one name always go together. */
export function candidatesOf({ constants }: ConversionReport, unit: SearchUnit, model: Model): Candidate[] {
  const byName = new Map<string, number>();
  for (const { name, byteLength, converted } of constants)
    if (converted) byName.set(name, (byName.get(name) ?? 0) + byteLength);
  const all = [...byName].map(([name, byteLength]) => ({ name, byteLength }));
  return unit === "constant" ? all.map((constant) => [constant]) : ofOperators(all, model);
}

/** Operators that share a constant share a candidate. */
function ofOperators(constants: readonly CandidateConstant[], model: Model): Candidate[] {
  const sets = new DisjointSets<object>();
  const byName = new Map(constants.map((constant) => [constant.name, constant]));
  for (const { graph, value, readers } of float32Constants(model)) {
    const constant = byName.get(nameOf(value, graph));
    if (constant) for (const node of readers) sets.join(constant, node);
  }
  const groups = new Map<object, CandidateConstant[]>();
  for (const constant of constants) {
    const set = sets.representative(constant);
    const group = groups.get(set);
    if (group) group.push(constant);
    else groups.set(set, [constant]);
  }
  return [...groups.values()];
}
