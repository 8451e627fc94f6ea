import type { WindowAxis } from "../../../ops/index.js";
import { type Binding, NotShaded, type StepShader } from "../shader.js";
import { groupedConvolution } from "./grouped_convolution.js";
import { productDispatch } from "./product.js";
import { denseRows, weightBindings, weightText } from "./weights.js";
import { axisWords, WINDOW_PIXELS } from "./windows.js";

/** A convolution as a product whose left rows are the windows; they are read where they are, nothing is copied. */
export const convolution: StepShader = ({ parameters, operands }) => {
  const [batches, channels, outputChannels, groups] = parameters.list(4);
  const axes = [parameters.axis(), parameters.axis(), parameters.axis()] as const;
  const isLast = parameters.flag();
  parameters.flag();
  const range = parameters.list(2);
  const [, filter, bias] = operands;
  if (axes[0].input !== 1 || axes[0].output !== 1)
    throw new NotShaded("convolutions of volumes stay on the CPU");
  if (operands[6]) throw new Error("a lowering has no addend");
  const [, height, width] = axes;
  if (groups !== 1)
    return [
      groupedConvolution(
        { batches, channels, outputChannels, groups, height, width, isLast, range },
        operands,
      ),
    ];
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
const readsEachOnce = ({ taps, stride, before, input, output }: WindowAxis): boolean =>
  taps === 1 && stride === 1 && before === 0 && input === output;

/** The `load_row` of windows [batch, place in height, place in width] over [tap in height, tap in width, channel]. */
function windowRows(channels: number): string {
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
  return WINDOW_PIXELS + load;
}
