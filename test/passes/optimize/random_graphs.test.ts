import type { Value } from "../../../src/graph/index.js";
import type { Network } from "./network.js";
import { optimized } from "./optimized.js";

/** Numbers that look random, the same for the same seed. */
class Dice {
  constructor(private state: number) {}

  /** An integer from 0, below `sides`. */
  roll(sides: number): number {
    this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.state / 2 ** 32) * sides);
  }

  pick<T>(list: readonly T[]): T {
    return list[this.roll(list.length)]!;
  }
}

const IMAGE = [-1, 4, 4, 4];
const FLAT = [-1, 16, 4];
const same = { padding: "SAME", strideW: 1, strideH: 1 };
const valid = { ...same, padding: "VALID" };
const softened = (values: readonly number[]) => values.map((value) => value / 8);

/** Something that stands in a graph of images: takes one, or two, and gives one of the same dimensions. */
type Part = (net: Network, x: Value, y: Value, dice: Dice) => Value;

const constantOf = (net: Network, dice: Dice): Value =>
  dice.pick([
    () => net.number(dice.pick([0, 1, 3, 6, 1 / 6, 0.5, -1])),
    () => net.floats([4]),
    () => net.floats([1, 1, 1, 4], [1, 1, 1, 1]),
    () => net.floats([4, 1, 4]),
  ])();

const parts: readonly Part[] = [
  (net, x, _, dice) => net.op(dice.pick(["ADD", "SUB", "MUL"] as const), [x, constantOf(net, dice)], IMAGE),
  (net, x, _, dice) => net.op(dice.pick(["ADD", "MUL"] as const), [constantOf(net, dice), x], IMAGE),
  (net, x, _, dice) => net.op("DIV", [x, net.number(dice.pick([1, 2, 6]))], IMAGE),
  (net, x, y, dice) => net.op(dice.pick(["ADD", "SUB", "MUL"] as const), [x, y], IMAGE),
  (net, x, _, dice) =>
    net.op(
      dice.pick(["RELU", "RELU6", "RELU_N1_TO_1", "NEG", "SQUARE", "TANH", "LOGISTIC"] as const),
      [x],
      IMAGE,
    ),
  (net, x, _, dice) =>
    net.op(dice.pick(["MAXIMUM", "MINIMUM"] as const), [x, net.number(dice.pick([0, 1, 6, -1]))], IMAGE),
  (net, x) => net.op("RELU6", [net.op("ADD", [x, net.number(3)], IMAGE)], IMAGE),
  (net, x) => net.op("CONV_2D", [x, net.floats([4, 3, 3, 4]), net.floats([4])], IMAGE, same),
  (net, x) => net.op("CONV_2D", [x, net.floats([4, 1, 1, 4]), net.floats([4])], IMAGE, same),
  (net, x) =>
    net.op("DEPTHWISE_CONV_2D", [x, net.floats([1, 3, 3, 4]), net.floats([4])], IMAGE, {
      ...same,
      depthMultiplier: 1,
    }),
  (net, x) => {
    const padded = net.op("PAD", [x, net.integers([0, 0, 1, 1, 1, 1, 0, 0], [4, 2])], [-1, 6, 6, 4]);
    return net.op("CONV_2D", [padded, net.floats([4, 3, 3, 4]), net.floats([4])], IMAGE, valid);
  },
  (net, x, _, dice) => {
    const flat = net.op("RESHAPE", [x, net.integers(FLAT)], FLAT);
    const inner = dice.pick([
      () => net.op("BATCH_MATMUL", [flat, net.floats([4, 4])], FLAT),
      () =>
        net.op(
          "FULLY_CONNECTED",
          [flat, net.floats([4, 4]), net.floats([4])],
          FLAT,
          { keepNumDims: true },
          5,
        ),
      () => net.op("ADD", [flat, net.floats([4])], FLAT),
      () => flat,
    ])();
    return net.op("RESHAPE", [inner, net.integers(IMAGE)], IMAGE);
  },
  (net, x, y, dice) => {
    const permutation = net.integers([0, 3, 1, 2]);
    const [one, other] = [x, y].map((value) => net.op("TRANSPOSE", [value, permutation], IMAGE));
    const inner = dice.pick([
      () => net.op("RELU", [one!], IMAGE),
      () => net.op("ADD", [one!, other!], IMAGE),
      () => net.op("MUL", [one!, net.floats([4, 1, 1])], IMAGE),
      () => one!,
    ])();
    return net.op(
      "TRANSPOSE",
      [
        inner,
        net.integers(
          dice.pick([
            [0, 2, 3, 1],
            [0, 3, 1, 2],
          ]),
        ),
      ],
      IMAGE,
    );
  },
];

/** A graph of a dozen parts that read any of the values before, with up to three outputs. */
function grow(net: Network, dice: Dice): void {
  const values = [net.input(IMAGE)];
  const count = 3 + dice.roll(10);
  for (let i = 0; i < count; i++) {
    // Mostly the last, so that there are chains.
    const x = dice.roll(4) > 0 ? values.at(-1)! : dice.pick(values);
    const part = dice.pick(parts)(net, x, dice.pick(values), dice);
    // What grows without bounds says nothing about accuracy.
    values.push(net.op("MUL", [part, net.floats([4], softened([3, 5, 4, 6]))], IMAGE));
    if (dice.roll(2)) values.push(part);
  }
  const outputs = new Set([values.at(-1)!, dice.pick(values), dice.pick(values)]);
  net.output(...[...outputs].filter((value) => value !== values[0]));
}

/** Several times the rounding of one operator: values are cancelled and sums are of sums. */
const BOUND = 1e-4;

test("graphs that nobody made compute the same", async () => {
  for (let seed = 1; seed <= 150; seed++) {
    await optimized((net) => grow(net, new Dice(seed)), { scale: 1, bound: BOUND }).catch((error: Error) => {
      throw new Error(`seed ${seed}: ${error.message}`);
    });
  }
}, 60_000);
