import type { Dispatch, ShaderOperand } from "../shader.js";
import { MOST_WORKGROUPS } from "../wgsl.js";
import { elementTypes } from "./elements.js";
import type { Dimension, Region } from "./region.js";

/** Rows and columns of a tile, and how many of its rows invocations take at once. */
const [TILE, ROWS] = [32, 8];

/** Smaller tiles are empty for the most part. */
const LEAST_SIZE = 16;

/**
 * A copy that swaps the innermost dimensions: neighbours in the source are none in the sink. A workgroup takes a tile through its
 * memory, so that both sides are read and written along their rows. @returns null for other regions
 */
export function transposedCopy(region: Region, sink: ShaderOperand): Dispatch | null {
  const inner = region.dimensions.at(-1)!;
  const line = region.dimensions.find(({ source }) => source === 1);
  if (!line || line === inner || inner.sink !== 1) return null;
  if (line.size < LEAST_SIZE || inner.size < LEAST_SIZE) return null;
  const others = region.dimensions.filter((dimension) => dimension !== line && dimension !== inner);
  const planes = others.reduce((product, { size }) => product * size, 1);
  const workgroups = [Math.ceil(line.size / TILE), Math.ceil(inner.size / TILE), planes] as const;
  if (workgroups.some((count) => count > MOST_WORKGROUPS)) return null;
  return {
    name: "strided_copy",
    bindings: [
      { name: "source", operand: 0, width: 1, access: "read" },
      { name: "sink", operand: 1, width: 1, access: "write" },
    ],
    parameters: [
      ...[region.source, region.sink, line.size, line.sink, inner.size, inner.source],
      ...others.flatMap(({ size, source, sink: to }) => [size, source, to]),
    ],
    numbers: [],
    text: textOf(others, elementTypes(sink.dtype).real),
    workgroups,
    stages: [],
  };
}

function textOf(others: readonly Dimension[], type: string): string {
  const steps = [...others.keys()].reverse().map((d) => {
    const [size, source, sink] = [0, 1, 2].map((k) => `parameter(${6 + 3 * d + k}u)`);
    return `  source_at += plane % ${size} * ${source}; sink_at += plane % ${size} * ${sink}; plane /= ${size};`;
  });
  return `
// A column more than the tile has: neighbours of a column are in different banks.
var<workgroup> tile: array<${type}, ${TILE * (TILE + 1)}>;

@compute @workgroup_size(${TILE}, ${ROWS}, 1)
fn main(@builtin(local_invocation_id) local: vec3<u32>, @builtin(workgroup_id) group: vec3<u32>) {
  var source_at = parameter(0u);
  var sink_at = parameter(1u);
  var plane = group.z;
${steps.join("\n")}
  let line = group.x * ${TILE}u;
  let inner = group.y * ${TILE}u;
  for (var r = local.y; r < ${TILE}u; r += ${ROWS}u) {
    if (line + local.x < parameter(2u) && inner + r < parameter(4u)) {
      tile[r * ${TILE + 1}u + local.x] = load_source(source_at + (inner + r) * parameter(5u) + line + local.x);
    }
  }
  workgroupBarrier();
  for (var r = local.y; r < ${TILE}u; r += ${ROWS}u) {
    if (line + r < parameter(2u) && inner + local.x < parameter(4u)) {
      store_sink(sink_at + (line + r) * parameter(3u) + inner + local.x, tile[local.x * ${TILE + 1}u + r]);
    }
  }
}`;
}
