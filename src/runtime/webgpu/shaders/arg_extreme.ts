import { NotShaded, type StepShader } from "../shader.js";
import { linearMain, linearWorkgroups, MOST_WORKGROUPS } from "../wgsl.js";

/** Lines from so many elements on are searched by a workgroup each. */
const LONG = 128;
const INVOCATIONS = 64;

/** The index of the largest or smallest element along a dimension, the first of equals. */
export const argExtreme: StepShader = ({ parameters, operands }) => {
  parameters.take();
  const relation = parameters.flag() ? ">" : "<";
  parameters.flag();
  const [outer, size, inner] = parameters.list(3);
  if (operands[1]!.dtype !== "INT32") throw new NotShaded("indices of 64 bits stay on the CPU");
  const lines = outer * inner;
  const isLong = size >= LONG && lines <= MOST_WORKGROUPS;
  return [
    {
      name: "arg_extreme",
      bindings: [
        { name: "source", operand: 0, width: 1, access: "read" },
        { name: "sink", operand: 1, width: 1, access: "write" },
      ],
      parameters: [lines, size, inner],
      numbers: [],
      text: isLong
        ? longText(relation, operands[0]!.dtype === "FLOAT32" ? "real" : "i32")
        : shortText(relation),
      workgroups: isLong ? [lines, 1, 1] : linearWorkgroups(lines),
      stages: [],
    },
  ];
};

/** Where the elements of a line begin. */
const first = (line: string) =>
  `${line} / parameter(2u) * parameter(1u) * parameter(2u) + ${line} % parameter(2u)`;

const shortText = (relation: string): string =>
  linearMain(`  let first = ${first("index")};
  var best = 0u;
  var value = load_source(first);
  for (var k = 1u; k < parameter(1u); k++) {
    let candidate = load_source(first + k * parameter(2u));
    if (candidate ${relation} value) { best = k; value = candidate; }
  }
  store_sink(index, i32(best));`);

const longText = (relation: string, type: string): string => `
var<workgroup> values: array<${type}, ${INVOCATIONS}>;
var<workgroup> places: array<u32, ${INVOCATIONS}>;

@compute @workgroup_size(${INVOCATIONS})
fn main(@builtin(local_invocation_index) local: u32, @builtin(workgroup_id) group: vec3<u32>) {
  let first = ${first("group.x")};
  var best = local;
  var value = load_source(first + local * parameter(2u));
  for (var k = local + ${INVOCATIONS}u; k < parameter(1u); k += ${INVOCATIONS}u) {
    let candidate = load_source(first + k * parameter(2u));
    if (candidate ${relation} value) { best = k; value = candidate; }
  }
  values[local] = value;
  places[local] = best;
  workgroupBarrier();
  for (var half = ${INVOCATIONS / 2}u; half > 0u; half /= 2u) {
    if (local < half) {
      let candidate = values[local + half];
      let place = places[local + half];
      if (candidate ${relation} values[local] || (candidate == values[local] && place < places[local])) {
        values[local] = candidate;
        places[local] = place;
      }
    }
    workgroupBarrier();
  }
  if (local == 0u) { store_sink(group.x, i32(places[0])); }
}`;
