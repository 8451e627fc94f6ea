import type { WindowAxis } from "../../../ops/index.js";
import { clampStages } from "../functions.js";
import type { Binding, StepShader } from "../shader.js";
import { linearMain, linearWorkgroups } from "../wgsl.js";
import { axisWords, placeText } from "./windows.js";

/** So many invocations keep a large device busy; more than that may rather share what they read. */
const ENOUGH_INVOCATIONS = 16384;

/** Windows whose taps are written out one by one have at most so many along a line. */
const MOST_UNROLLED = 7;

/** How an invocation computes neighbours of a line at a time. */
interface Block {
  readonly width: 1 | 4;
  /** Neighbours. */
  readonly pixels: number;
  /** Taps and stride along a line, if they are in the text. */
  readonly unrolled: { readonly taps: number; readonly stride: number } | null;
}

/** Each channel with windows of its own: an invocation computes four channels of some pixels of a line. */
export const depthwiseConv2d: StepShader = ({ parameters, operands }) => {
  const [batches, inputChannels, multiplier] = parameters.list(3);
  const [height, width] = [parameters.axis(), parameters.axis()];
  parameters.flag();
  const range = parameters.list(2);
  const channels = inputChannels * multiplier;
  const lines = batches * height.output;
  const block = blockOf(lines, channels, width);
  const columns = Math.ceil(width.output / block.pixels);
  const count = (lines * columns * channels) / block.width;
  const bias = operands[2];
  const own = { width: block.width, access: "read" } as const;
  const bindings: Binding[] = [
    { name: "source", operand: 0, width: multiplier === 1 ? block.width : 1, access: "read" },
    { name: "weights", operand: 1, ...own },
    ...(bias ? [{ name: "bias", operand: 2, ...own }] : []),
    { name: "sink", operand: 3, width: block.width, access: "write" },
  ];
  return [
    {
      name: "depthwise_conv_2d",
      bindings,
      parameters: [count, channels, multiplier, columns, ...axisWords(height), ...axisWords(width)],
      numbers: [],
      text: textOf(block, multiplier, bias !== null),
      workgroups: linearWorkgroups(count),
      stages: clampStages(...range),
    },
  ];
};

function blockOf(lines: number, channels: number, { taps, stride, dilation, output }: WindowAxis): Block {
  const width = channels % 4 === 0 ? 4 : 1;
  if (dilation !== 1 || taps > MOST_UNROLLED || stride > 2) return { width, pixels: 1, unrolled: null };
  const isEnough = (pixels: number) =>
    pixels <= output && lines * Math.ceil(output / pixels) * (channels / width) >= ENOUGH_INVOCATIONS;
  return { width, pixels: [4, 2].find(isEnough) ?? 1, unrolled: { taps, stride } };
}

/** Parameters: 4 to 9 for the height, 10 to 15 for the width. */
function textOf(block: Block, multiplier: number, hasBias: boolean): string {
  const { width, pixels } = block;
  const [suffix, type] = width === 4 ? ["4", "sum4"] : ["", "sum"];
  const each = (text: (b: number) => string) => Array.from({ length: pixels }, (_, b) => text(b)).join("\n");
  return `${pixelText(width, multiplier)}
${linearMain(`
  let fours = parameter(1u) / ${width}u;
  let channel = index % fours * ${width}u;
  let x = index / fours % parameter(3u) * ${pixels}u;
  let line = index / (fours * parameter(3u));
  let y = line % parameter(5u);
  let first = line / parameter(5u) * parameter(4u);
  ${hasBias ? `let bias = ${type}(load${suffix}_bias(channel));` : `let bias = ${type}();`}
${each((b) => `  var sum${b} = bias;`)}
  for (var i = 0u; i < parameter(6u); i++) {
    let at_y = ${placeText(4, "y", "i")};
    if (at_y < 0 || at_y >= i32(parameter(4u))) { continue; }
    let row = (first + u32(at_y)) * parameter(10u);
    let weight = i * parameter(12u) * parameter(1u) + channel;
${block.unrolled ? unrolledText(block, block.unrolled) : loopText(block)}
  }
  let at = (line * parameter(11u) + x) * parameter(1u) + channel;
${each((b) => {
  const store = `store${suffix}_sink(at + ${b}u * parameter(1u), ${width === 4 ? "real4" : "real"}(sum${b}));`;
  return b === 0 ? `  ${store}` : `  if (x + ${b}u < parameter(11u)) { ${store} }`;
})}`)}`;
}

/** The channels of the input that those of the output from `channel` on are made of; zeros in the padding. */
function pixelText(width: 1 | 4, multiplier: number): string {
  const type = width === 4 ? "sum4" : "sum";
  const at = "(row + u32(x)) * (parameter(1u) / parameter(2u))";
  const one = (c: string) => `load_source(${at} + ${c} / parameter(2u))`;
  const scalars = [0, 1, 2, 3].map((c) => `sum(${one(`(channel + ${c}u)`)})`);
  const value =
    multiplier === 1
      ? `${type}(load${width === 4 ? "4" : ""}_source((row + u32(x)) * parameter(1u) + channel))`
      : width === 1 || multiplier % 4 === 0
        ? `${type}(sum(${one("channel")}))`
        : `sum4(${scalars.join(", ")})`;
  return `
fn pixel(row: u32, x: i32, channel: u32) -> ${type} {
  if (x < 0 || x >= i32(parameter(10u))) { return ${type}(); }
  return ${value};
}`;
}

/** One line of the windows of neighbours: each pixel and each weight is loaded once. */
function unrolledText(
  { width, pixels }: Block,
  { taps, stride }: { readonly taps: number; readonly stride: number },
): string {
  const [suffix, type] = width === 4 ? ["4", "sum4"] : ["", "sum"];
  const lines = [`let left = i32(x * ${stride}u) - i32(parameter(15u));`];
  for (let tap = 0; tap < taps; tap++)
    lines.push(`let weight${tap} = ${type}(load${suffix}_weights(weight + ${tap}u * parameter(1u)));`);
  for (let column = 0; column < (pixels - 1) * stride + taps; column++) {
    const uses = Array.from({ length: pixels }, (_, b) => ({ b, tap: column - b * stride })).filter(
      ({ tap }) => tap >= 0 && tap < taps,
    );
    if (uses.length === 0) continue;
    lines.push(`let pixel${column} = pixel(row, left + ${column}, channel);`);
    for (const { b, tap } of uses) lines.push(`sum${b} = fma(pixel${column}, weight${tap}, sum${b});`);
  }
  return lines.map((line) => `    ${line}`).join("\n");
}

function loopText({ width }: Block): string {
  const [suffix, type] = width === 4 ? ["4", "sum4"] : ["", "sum"];
  return `    for (var j = 0u; j < parameter(12u); j++) {
      let tap = ${type}(load${suffix}_weights(weight + j * parameter(1u)));
      sum0 = fma(pixel(row, ${placeText(10, "x", "j")}, channel), tap, sum0);
    }`;
}
