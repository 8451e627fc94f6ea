import type { StepShader } from "../shader.js";
import { foldText, type Lanes, laneMain, lanesOf, laneWorkgroups } from "./lanes.js";

/** Normalizes rows: softmax, its logarithm, or division by their lengths. */
export const softmax: StepShader = ({ parameters }) => {
  const normalization = NORMALIZATIONS[parameters.take()]!;
  const [rows, depth, beta] = parameters.list(3);
  const width = depth % 4 === 0 ? 4 : 1;
  const lanes = lanesOf(rows, depth / width, true);
  return [
    {
      name: "softmax",
      bindings: [
        { name: "source", operand: 0, width, access: "read" },
        { name: "sink", operand: 1, width, access: "write" },
      ],
      parameters: [rows, depth / width],
      numbers: [beta],
      text: textOf(normalization, lanes, width),
      workgroups: laneWorkgroups(rows, lanes),
      stages: [],
    },
  ];
};

/** WGSL of a normalization: what is summed over a row, what the sum becomes, and what an element x becomes. */
interface Normalization {
  /** Elements are taken relative to the greatest one of their row. */
  readonly isShifted: boolean;
  readonly summed: string;
  readonly row: string;
  readonly element: string;
}

/** By their numbers in native/program/steps/softmax.cpp. */
const NORMALIZATIONS: readonly Normalization[] = [
  { isShifted: true, summed: "exp(x * number(0u))", row: "1f / sum", element: "exp(x * number(0u)) * row" },
  { isShifted: true, summed: "exp(x)", row: "log(sum)", element: "x - row" },
  { isShifted: false, summed: "x * x", row: "1f / max(sqrt(sum), 1e-6f)", element: "x * row" },
];

function textOf({ isShifted, summed, row, element }: Normalization, lanes: Lanes, width: 1 | 4): string {
  const [suffix, type, real] = width === 4 ? ["4", "vec4<f32>", "real4"] : ["", "f32", "real"];
  const across = (combine: string, name: string) =>
    width === 4 ? `${combine}(${combine}(${name}.x, ${name}.y), ${combine}(${name}.z, ${name}.w))` : name;
  const each = (body: string) => `
  for (var i = lane; i < count; i += ${lanes.lanes}u) {
    let at = (result * parameter(1u) + i) * ${width}u;
    let x = ${type}(load${suffix}_source(at)) - ${type}(shift);
    ${body}
  }`;
  const shift = `
  var greatest = ${type}(-3.4028234663852886e38f);
  {
    let shift = 0f;
    ${each("greatest = max(greatest, x);")}
  }
  let shift = fold_max(index, lane, ${across("max", "greatest")});`;
  return `
fn plus(a: f32, b: f32) -> f32 { return a + b; }
${isShifted ? foldText("fold_max", "f32", lanes, (a, b) => `max(${a}, ${b})`) : ""}
${foldText("fold_sum", "f32", lanes, (a, b) => `${a} + ${b}`)}
${laneMain(
  lanes,
  `  let count = select(0u, parameter(1u), result < parameter(0u));
  ${isShifted ? shift : "let shift = 0f;"}
  var part = ${type}();
  ${each(`part += ${summed};`)}
  let sum = fold_sum(index, lane, ${across("plus", "part")});
  let row = ${row};
  ${each(`store${suffix}_sink(at, ${real}(${element}));`)}`,
)}`;
}
