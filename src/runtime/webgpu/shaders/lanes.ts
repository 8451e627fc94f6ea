import { MOST_WORKGROUPS } from "../wgsl.js";

/** How a workgroup makes some results, each with several invocations that take every so many-th element: its lanes. */
export interface Lanes {
  readonly results: number;
  readonly lanes: number;
  /** Neighbouring invocations are lanes of one result, or make neighbouring results: whichever reads neighbouring elements. */
  readonly isLaneInner: boolean;
}

const MOST_INVOCATIONS = 256;

/** What neighbours read together should be about as long as this. */
const LEAST_NEIGHBOURS = 16;

/** So many results keep a large device busy without lanes. */
const ENOUGH_RESULTS = 32768;

const powerOfTwo = (least: number): number => 2 ** Math.ceil(Math.log2(Math.max(1, least)));

/** @param elements of which each result is made */
export function lanesOf(results: number, elements: number, isLaneInner: boolean): Lanes {
  const fewest = isLaneInner ? 1 : Math.min(LEAST_NEIGHBOURS, powerOfTwo(results));
  const needsLanes = elements > 8 && (isLaneInner || results < ENOUGH_RESULTS);
  const lanes = needsLanes ? Math.min(powerOfTwo(elements / 4), MOST_INVOCATIONS / fewest) : 1;
  return { results: lanes > 1 ? MOST_INVOCATIONS / lanes : 64, lanes, isLaneInner };
}

/** The workgroups that make so many results. */
export function laneWorkgroups(results: number, lanes: Lanes): [number, number, number] {
  const groups = Math.ceil(results / lanes.results);
  const rows = Math.max(1, Math.ceil(groups / MOST_WORKGROUPS));
  return [Math.ceil(groups / rows), rows, 1];
}

/** The `main` whose body has the numbers of its `result`, which may be beyond the last one, and `lane`; its index is `index`. */
export const laneMain = ({ results, lanes, isLaneInner }: Lanes, body: string): string => `
@compute @workgroup_size(${results * lanes})
fn main(@builtin(local_invocation_index) index: u32, @builtin(workgroup_id) id: vec3<u32>,
        @builtin(num_workgroups) groups: vec3<u32>) {
  let first = (id.x + id.y * groups.x) * ${results}u;
  ${
    isLaneInner
      ? `let result = first + index / ${lanes}u;\n  let lane = index % ${lanes}u;`
      : `let result = first + index % ${results}u;\n  let lane = index / ${results}u;`
  }
${body}
}`;

/** A function `NAME(index, lane, value)` that all lanes call with their values; each gets those of its result combined. */
export function foldText(
  name: string,
  type: string,
  { results, lanes, isLaneInner }: Lanes,
  combine: (a: string, b: string) => string,
): string {
  const head = `fn ${name}(index: u32, lane: u32, value: ${type}) -> ${type}`;
  if (lanes === 1) return `${head} { return value; }`;
  const step = isLaneInner ? 1 : results;
  return `
var<workgroup> parts_${name}: array<${type}, ${results * lanes}>;
${head} {
  parts_${name}[index] = value;
  for (var half = ${lanes / 2}u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      let other = parts_${name}[index + half * ${step}u];
      parts_${name}[index] = ${combine(`parts_${name}[index]`, "other")};
    }
  }
  workgroupBarrier();
  return parts_${name}[index - lane * ${step}u];
}`;
}
