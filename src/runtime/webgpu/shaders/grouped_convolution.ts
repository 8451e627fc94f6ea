import type { WindowAxis } from "../../../ops/index.js";
import { type Binding, type Dispatch, type Layout, NotShaded, type ShaderOperand } from "../shader.js";
import { productDispatch } from "./product.js";
import { axisWords, WINDOW_PIXELS } from "./windows.js";

interface GroupedConvolution {
  readonly batches: number;
  readonly channels: number;
  readonly outputChannels: number;
  readonly groups: number;
  readonly height: WindowAxis;
  readonly width: WindowAxis;
  /** Output channels are the last dimension of the weights. */
  readonly isLast: boolean;
  readonly range: readonly [least: number, most: number];
}

/** A convolution whose output channels are made in groups, each of its own input channels: a product for each group. */
export function groupedConvolution(
  { batches, channels, outputChannels, groups, height, width, isLast, range }: GroupedConvolution,
  [, filter, bias]: readonly (ShaderOperand | null)[],
): Dispatch {
  if (!filter!.isConstant || (bias && !bias.isConstant))
    throw new NotShaded("computed weights of groups stay on the CPU");
  const [read, columns] = [channels / groups, outputChannels / groups];
  const depth = height.taps * width.taps * read;
  const weights: Matrices = { groups, columns, depth, isLast };
  const operands: Binding[] = [
    { name: "a", operand: 0, width: read % 4 === 0 ? 4 : 1, access: "read" },
    { name: "b", operand: 1, width: 4, access: "read", layout: padded("weights", weights) },
  ];
  const biases: Matrices = { groups, columns, depth: 1, isLast: false };
  if (bias)
    operands.push({ name: "bias", operand: 2, width: 4, access: "read", layout: padded("bias", biases) });
  return productDispatch({
    name: "convolution",
    ...{ batches: groups, rows: batches * height.output * width.output, columns, depth, range, operands },
    sink: 3,
    loads: WINDOW_PIXELS + rowsText(read) + COLUMNS,
    places: PLACES,
    parameters: [read, ...axisWords(height), ...axisWords(width), channels, outputChannels],
  });
}

/** Matrices [depth, columns], one for each group, of elements [group, column, depth], or [depth, group, column] where columns are last. */
interface Matrices {
  readonly groups: number;
  readonly columns: number;
  readonly depth: number;
  readonly isLast: boolean;
}

/** Their columns padded with zeros to a multiple of 4. */
function padded(name: string, { groups, columns, depth, isLast }: Matrices): Layout {
  const stride = Math.ceil(columns / 4) * 4;
  const all = groups * columns;
  return {
    key: `${name} of groups ${groups}x${columns}x${depth}${isLast ? ", last" : ""}`,
    elements: groups * depth * stride,
    fill(source, sink) {
      for (let column = 0; column < all; column++) {
        const first = Math.floor(column / columns) * depth * stride + (column % columns);
        for (let k = 0; k < depth; k++)
          sink[first + k * stride] = source[isLast ? k * all + column : column * depth + k]!;
      }
    },
  };
}

/** A batch is a group. Parameter 4: channels that it reads, 17: those of the input, 18: those of the output. */
const rowsText = (read: number): string =>
  read % 4 === 0
    ? `
fn load_row(batch: u32, row: u32, k: u32) -> real4 {
  let pixel = pixel_of(row, k / parameter(4u));
  if (pixel < 0) { return real4(); }
  return load4_a(u32(pixel) * parameter(17u) + batch * parameter(4u) + k % parameter(4u));
}`
    : `
fn load_row(batch: u32, row: u32, k: u32) -> real4 {
  var four = real4();
  for (var c = 0u; c < min(4u, parameter(2u) - k); c++) {
    let pixel = pixel_of(row, (k + c) / parameter(4u));
    if (pixel >= 0) {
      four[c] = load_a(u32(pixel) * parameter(17u) + batch * parameter(4u) + (k + c) % parameter(4u));
    }
  }
  return four;
}`;

const COLUMNS = `
fn load_columns(batch: u32, k: u32, column: u32) -> real4 {
  return load4_b((batch * parameter(2u) + k) * ((parameter(1u) + 3u) / 4u * 4u) + column);
}`;

const PLACES = `
fn place(batch: u32, row: u32) -> i32 { return i32(row * parameter(18u) + batch * parameter(1u)); }
fn bias_place(batch: u32) -> u32 { return batch * ((parameter(1u) + 3u) / 4u * 4u); }`;
