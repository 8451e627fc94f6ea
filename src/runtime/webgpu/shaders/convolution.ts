import type { Axis } from "../parameters.js";
import { type Binding, NotShaded, type StepShader } from "../shader.js";
import { productDispatch } from "./product.js";
import { denseRows, weightBindings, weightText } from "./weights.js";

/** A convolution as a product whose left rows are the windows; they are read where they are, nothing is copied. */
export const convolution: StepShader = ({ parameters, operands }) => {
  const [batches, channels, outputChannels, groups] = parameters.list(4) as [number, number, number, number];
  const axes = [parameters.axis(), parameters.axis(), parameters.axis()] as const;
  const isLast = parameters.flag();
  parameters.flag();
  const range = parameters.list(2) as [number, number];
  const [, filter, bias] = operands;
  if (groups !== 1) throw new NotShaded("convolutions in groups stay on the CPU");
  if (axes[0].input !== 1 || axes[0].output !== 1)
    throw new NotShaded("convolutions of volumes stay on the CPU");
  if (operands[6]) throw new Error("a lowering has no addend");
  const [, height, width] = axes;
  const depth = height.taps * width.taps * channels;
  const isDense = [height, width].every(readsEachOnce);
  const a: Binding = { name: "a", operand: 0, width: channels % 4 === 0 ? 4 : 1, access: "read" };
  const weights = { operand: 1, isConstant: filter!.isConstant, isLast };
  const text = weightText(weights, outputChannels, depth);
  return [
    productDispatch({
      name: "convolution",
      ...{ batches: 1, rows: batches * height.output * width.output, columns: outputChannels, depth, range },
      operands: [
        a,
        ...weightBindings(
          [weights, bias ? { operand: 2, isConstant: bias.isConstant } : null],
          outputChannels,
          depth,
        ),
      ],
      sink: 3,
      ...text,
      loads: `${isDense ? denseRows(depth) : windowRows(channels)}\n${text.loads}`,
      parameters: isDense ? [] : [channels, ...axisWords(height), ...axisWords(width)],
    }),
  ];
};

/** Rows of the input are rows of the product. */
const readsEachOnce = ({ taps, stride, before, input, output }: Axis): boolean =>
  taps === 1 && stride === 1 && before === 0 && input === output;

/** Parameters 5 to 10 for the height, 11 to 16 for the width: input, output, taps, stride, dilation, before. */
const axisWords = ({ input, output, taps, stride, dilation, before }: Axis): number[] => [
  ...[input, output, taps, stride, dilation, before],
];

/** Where tap `tap` of the window at `place` lies along an axis; -1 in the padding. */
export const AXIS_TEXT = `
fn along(axis: u32, place: u32, tap: u32) -> i32 {
  let at = i32(place * parameter(axis + 3u) + tap * parameter(axis + 4u)) - i32(parameter(axis + 5u));
  return select(-1, at, at >= 0 && at < i32(parameter(axis)));
}`;

/** The `load_row` of windows [batch, place in height, place in width] over [tap in height, tap in width, channel]. */
function windowRows(channels: number): string {
  const pixel = `
fn pixel_of(row: u32, tap: u32) -> i32 {
  let x = row % parameter(12u);
  let y = row / parameter(12u) % parameter(6u);
  let batch = row / (parameter(12u) * parameter(6u));
  let at_y = along(5u, y, tap / parameter(13u));
  let at_x = along(11u, x, tap % parameter(13u));
  return select(-1, (i32(batch * parameter(5u)) + at_y) * i32(parameter(11u)) + at_x, at_y >= 0 && at_x >= 0);
}`;
  const load =
    channels % 4 === 0
      ? `
fn load_row(batch: u32, row: u32, k: u32) -> real4 {
  let pixel = pixel_of(row, k / parameter(4u));
  if (pixel < 0) { return real4(); }
  return load4_a(u32(pixel) * parameter(4u) + k % parameter(4u));
}`
      : `
fn load_row(batch: u32, row: u32, k: u32) -> real4 {
  var four = real4();
  for (var c = 0u; c < min(4u, parameter(2u) - k); c++) {
    let pixel = pixel_of(row, (k + c) / parameter(4u));
    if (pixel >= 0) { four[c] = load_a(u32(pixel) * parameter(4u) + (k + c) % parameter(4u)); }
  }
  return four;
}`;
  return AXIS_TEXT + pixel + load;
}
