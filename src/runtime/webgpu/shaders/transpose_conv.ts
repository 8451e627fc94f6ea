import { type Layout, NotShaded, type StepShader } from "../shader.js";
import { productDispatch } from "./product.js";
import { paddedTo4, transposedWeights } from "./weights.js";
import { axisWords } from "./windows.js";

/**
 * A transposed convolution. Pixels of the output that lie a stride apart are met by the same taps: each such phase is a product of
 * their windows over the input with those taps, and a batch of one dispatch.
 */
export const transposeConv: StepShader = ({ parameters, operands }) => {
  const [images, channels, columns] = parameters.list(3);
  const [deep, height, width] = [parameters.axis(), parameters.axis(), parameters.axis()];
  const tapsFirst = parameters.flag();
  parameters.flag();
  const range = parameters.list(2);
  const [, filter, bias] = operands;
  if (deep.input !== 1 || deep.output !== 1)
    throw new NotShaded("transposed convolutions of volumes stay on the CPU");
  if (height.dilation !== 1 || width.dilation !== 1) throw new NotShaded("dilated taps stay on the CPU");
  if (!filter!.isConstant || (bias && !bias.isConstant))
    throw new NotShaded("computed weights of transposed convolutions stay on the CPU");
  // The axes are those of windows over the output: their input is what is made here.
  const [tall, wide] = [Math.ceil(height.taps / height.stride), Math.ceil(width.taps / width.stride)];
  const [lines, pixels] = [Math.ceil(height.input / height.stride), Math.ceil(width.input / width.stride)];
  const taps = height.taps * width.taps;
  const layout = tapsFirst
    ? tapsFirstWeights(columns, taps, channels)
    : transposedWeights(columns, taps * channels);
  return [
    productDispatch({
      name: "transpose_conv",
      ...{ batches: height.stride * width.stride, rows: images * lines * pixels, columns, range },
      depth: tall * wide * channels,
      operands: [
        { name: "a", operand: 0, width: channels % 4 === 0 ? 4 : 1, access: "read" },
        { name: "b", operand: 1, width: 4, access: "read", layout },
        ...(bias
          ? [{ name: "bias", operand: 2, width: 4, access: "read", layout: paddedTo4(columns) } as const]
          : []),
      ],
      sink: 3,
      loads: PHASES + rowsText(channels) + COLUMNS,
      places: PLACES,
      parameters: [channels, ...axisWords(height), ...axisWords(width), tall, wide, lines, pixels],
    }),
  ];
};

/** Weights [taps, columns, channels] as [taps, channels, columns], columns padded with zeros to a multiple of 4. */
function tapsFirstWeights(columns: number, taps: number, channels: number): Layout {
  const stride = Math.ceil(columns / 4) * 4;
  return {
    key: `taps first ${taps}x${columns}x${channels}`,
    elements: taps * channels * stride,
    fill(source, sink) {
      for (let tap = 0; tap < taps; tap++)
        for (let column = 0; column < columns; column++)
          for (let c = 0; c < channels; c++)
            sink[(tap * channels + c) * stride + column] = source[(tap * columns + column) * channels + c]!;
    },
  };
}

/**
 * Parameters: 4 the channels, 5 to 10 and 11 to 16 the axes, whose input is the output here, 17 and 18 how many taps of an axis meet a
 * pixel, 19 and 20 how many pixels a phase has along an axis.
 */
const PHASES = `
struct Pixel { image: u32, at: vec2<u32> }

fn stride_of() -> vec2<u32> { return vec2<u32>(parameter(8u), parameter(14u)); }

fn phase_of(batch: u32) -> vec2<u32> { return vec2<u32>(batch / parameter(14u), batch % parameter(14u)); }

fn pixel_of(batch: u32, row: u32) -> Pixel {
  let n = vec2<u32>(row / parameter(20u) % parameter(19u), row % parameter(20u));
  return Pixel(row / (parameter(20u) * parameter(19u)), n * stride_of() + phase_of(batch));
}

// The number, along both axes, of the pixel as the windows count them, the padding before it included.
fn padded_place(at: vec2<u32>) -> vec2<u32> { return at + vec2<u32>(parameter(10u), parameter(16u)); }

// How many strides before the pixel's last window the one begins that meets it with this tap of the phase.
fn steps_of(k: u32) -> vec2<u32> {
  let tap = k / parameter(4u);
  return vec2<u32>(tap / parameter(18u), tap % parameter(18u));
}`;

const rowsText = (channels: number): string => {
  const place = `
fn window_of(pixel: Pixel, k: u32) -> i32 {
  let at = vec2<i32>(padded_place(pixel.at) / stride_of()) - vec2<i32>(steps_of(k));
  let size = vec2<i32>(i32(parameter(6u)), i32(parameter(12u)));
  if (any(at < vec2<i32>()) || any(at >= size)) { return -1; }
  return (i32(pixel.image) * size.x + at.x) * size.y + at.y;
}`;
  if (channels % 4 === 0)
    return `${place}
fn load_row(batch: u32, row: u32, k: u32) -> real4 {
  let window = window_of(pixel_of(batch, row), k);
  if (window < 0) { return real4(); }
  return load4_a(u32(window) * parameter(4u) + k % parameter(4u));
}`;
  return `${place}
fn load_row(batch: u32, row: u32, k: u32) -> real4 {
  let pixel = pixel_of(batch, row);
  var four = real4();
  for (var c = 0u; c < min(4u, parameter(2u) - k); c++) {
    let window = window_of(pixel, k + c);
    if (window >= 0) { four[c] = load_a(u32(window) * parameter(4u) + (k + c) % parameter(4u)); }
  }
  return four;
}`;
};

const COLUMNS = `
fn load_columns(batch: u32, k: u32, column: u32) -> real4 {
  let tap = padded_place(phase_of(batch)) % stride_of() + steps_of(k) * stride_of();
  if (tap.x >= parameter(7u) || tap.y >= parameter(13u)) { return real4(); }
  let at = (tap.x * parameter(13u) + tap.y) * parameter(4u) + k % parameter(4u);
  return load4_b(at * ((parameter(1u) + 3u) / 4u * 4u) + column);
}`;

const PLACES = `
fn place(batch: u32, row: u32) -> i32 {
  let pixel = pixel_of(batch, row);
  if (pixel.at.x >= parameter(5u) || pixel.at.y >= parameter(11u)) { return -1; }
  return i32(((pixel.image * parameter(5u) + pixel.at.x) * parameter(11u) + pixel.at.y) * parameter(1u));
}
fn bias_place(batch: u32) -> u32 { return 0u; }`;
