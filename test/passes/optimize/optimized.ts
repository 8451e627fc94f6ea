import type { Model, Node } from "../../../src/graph/index.js";
import { type CustomOperator, loadModel } from "../../../src/index.js";
import { type Pass, runPasses } from "../../../src/passes/index.js";
import { optimize } from "../../../src/passes/optimize/index.js";
import { bytesOf, Network, noise } from "./network.js";

/** Largest difference of an output, in units of its largest magnitude: sums of some dozen products in another order. */
export const ROUNDING = 2e-6;

/** What open dimensions are when the models run: not 1, which broadcasts. */
const OPEN = 3;

const context = { settings: {} as never, measured: new Map(), decisions: [] };

/** Runs passes over a model in place. */
export const optimizeModel = (model: Model, passes: readonly Pass[] = optimize): void => {
  runPasses(model, passes, context);
};

/**
 * Builds a network twice, optimizes one, runs both, and compares what they give.
 *
 * @returns the nodes of the optimized one, one line each
 */
export async function optimized(
  build: (network: Network) => void,
  {
    passes = optimize,
    scale = 4,
    bound = ROUNDING,
  }: { passes?: readonly Pass[]; scale?: number; bound?: number } = {},
): Promise<string[]> {
  const [before, after] = [new Network(), new Network()];
  build(before);
  build(after);
  const expected = await outputsOf(bytesOf(before.model), before, scale);
  optimizeModel(after.model, passes);
  const actual = await outputsOf(bytesOf(after.model), before, scale);
  expect(actual.length).toBe(expected.length);
  expected.forEach((output, i) => {
    expect(actual[i]!.shape).toEqual(output.shape);
    expect(difference(output.data, actual[i]!.data)).toBeLessThanOrEqual(bound);
  });
  return after.graph.nodes.map(describeNode);
}

interface Output {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

async function outputsOf(bytes: Uint8Array, { graph }: Network, scale: number): Promise<Output[]> {
  const model = await loadModel(bytes, {
    customOperators: { Erf: unary(erf), FlexErfc: unary((x) => 1 - erf(x)) },
  });
  try {
    const shapes = graph.inputs.map(({ attributes: { shape, shapeSignature } }) =>
      (shapeSignature ?? shape ?? []).map((d) => (d < 0 ? OPEN : d)),
    );
    model.resizeInputs(Object.fromEntries(graph.inputs.map(({ name }, i) => [name, shapes[i]!])));
    const inputs = shapes.map((shape, i) =>
      noise(
        shape.reduce((product, d) => product * d, 1),
        1000 + i,
      ).map((x) => scale * x),
    );
    return (await model.run(inputs)) as unknown as Output[];
  } finally {
    model.dispose();
  }
}

function difference(expected: Float32Array, actual: Float32Array): number {
  const largest = expected.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  let worst = expected.length === actual.length ? 0 : Number.POSITIVE_INFINITY;
  expected.forEach((x, i) => {
    worst = Math.max(worst, Object.is(x, actual[i]) ? 0 : Math.abs(x - actual[i]!) / (largest || 1));
  });
  return Number.isNaN(worst) ? Number.POSITIVE_INFINITY : worst;
}

/** The operator, and what of its options the passes set. */
function describeNode({ operator, inputs, attributes }: Node): string {
  const options = (attributes.builtinOptions?.value ?? {}) as Record<string, unknown>;
  const { padding, dilationHFactor = 1, dilationWFactor = 1, fusedActivationFunction = "NONE" } = options;
  const words = [
    operator.builtinCode === "CUSTOM" ? operator.customCode : operator.builtinCode,
    operator.version > 1 ? `v${operator.version}` : "",
    padding ?? "",
    dilationHFactor !== 1 || dilationWFactor !== 1 ? `dilated ${dilationHFactor}x${dilationWFactor}` : "",
    options.keepNumDims ? "keepNumDims" : "",
    options.adjX ? "adjX" : "",
    options.adjY ? "adjY" : "",
    options.approximate ? "approximate" : "",
    operator.builtinCode === "FULLY_CONNECTED" && inputs[2] ? "bias" : "",
    fusedActivationFunction === "NONE" ? "" : fusedActivationFunction,
  ];
  return words.filter((word) => word !== "").join(" ");
}

const unary = (compute: (x: number) => number): CustomOperator => ({
  infer: ([x]) => [{ dtype: "FLOAT32", shape: x!.shape }],
  run([x], [y]) {
    const [from, to] = [x!.data as Float32Array, y!.data as Float32Array];
    for (let i = 0; i < from.length; i++) to[i] = compute(from[i]!);
  },
});

/** The error function by its power series, which converges well for what the tests feed it. */
function erf(x: number): number {
  let [term, sum] = [x, x];
  for (let n = 1; n < 200; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}
