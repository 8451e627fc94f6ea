import { buildModel } from "../models/build.js";

/** Elements of the vectors below: enough that the default profile converts a constant. */
export const LENGTH = 256;

/** A step of a chain: x becomes x * constant, or x + constant. */
export interface Step {
  readonly operator: "MUL" | "ADD";
  readonly constant: string;
  /** A number for all elements, or each. */
  readonly values: number | ((i: number) => number);
}

/** A model from "x" [256] to "y" by one operator after another; the results between are called after the constants: "of NAME". */
export function chain(steps: readonly Step[]): Uint8Array {
  const result = (i: number) => (i === steps.length - 1 ? "y" : `of ${steps[i]!.constant}`);
  const shape = [LENGTH];
  return buildModel({
    subgraphs: [
      {
        tensors: [
          { name: "x", shape },
          ...steps.map(({ constant, values }) => ({ name: constant, shape, data: vector(values) })),
          ...steps.map((_, i) => ({ name: result(i), shape })),
        ],
        inputs: ["x"],
        outputs: ["y"],
        operators: steps.map(({ operator, constant }, i) => ({
          operator,
          inputs: [i === 0 ? "x" : result(i - 1), constant],
          outputs: [result(i)],
        })),
      },
    ],
  });
}

const vector = (values: Step["values"]) =>
  Float32Array.from({ length: LENGTH }, (_, i) => (typeof values === "number" ? values : values(i)));

/** Numbers that float16 has to round, around 1. */
export const ordinary = (i: number): number => 0.7 + i / 777;

/** Numbers around half of the smallest float16: they become 0 or twice as large, and not all of them 0. */
export const tiny = (i: number): number => (i % 2 === 0 ? 2.9e-8 : 3.1e-8);

/** Five layers of which "bad" is lost in float16 and the last brings its results back to their size. */
export const plantedSteps: readonly Step[] = [
  { operator: "MUL", constant: "first", values: ordinary },
  { operator: "ADD", constant: "second", values: ordinary },
  { operator: "MUL", constant: "bad", values: tiny },
  { operator: "MUL", constant: "large", values: (i) => 3e4 * ordinary(i) },
  { operator: "ADD", constant: "last", values: (i) => 1e-3 * ordinary(i) },
];
