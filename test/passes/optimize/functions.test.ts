import type { Value } from "../../../src/graph/index.js";
import type { Network } from "./network.js";
import { optimized } from "./optimized.js";

const SHAPE = [-1, 6, 4];

/** The operators of one input and of two, of values of one shape and of constants that broadcast to it. */
class Arithmetic {
  constructor(
    readonly net: Network,
    private readonly dimensions: readonly number[] = SHAPE,
  ) {}

  apply(name: Parameters<Network["op"]>[0], ...operands: (Value | number)[]): Value {
    const inputs = operands.map((operand) =>
      typeof operand === "number" ? this.net.number(operand) : operand,
    );
    return this.net.op(name, inputs, this.dimensions);
  }
  add = (a: Value | number, b: Value | number) => this.apply("ADD", a, b);
  sub = (a: Value | number, b: Value | number) => this.apply("SUB", a, b);
  mul = (a: Value | number, b: Value | number) => this.apply("MUL", a, b);
  div = (a: Value | number, b: Value | number) => this.apply("DIV", a, b);
}

type Expression = (a: Arithmetic, x: Value) => Value;

/** The nodes that an expression of one input of the shape becomes. */
const nodesOf = (expression: Expression, scale = 4, dimensions = SHAPE): Promise<string[]> =>
  optimized(
    (net) => {
      const a = new Arithmetic(net, dimensions);
      net.output(expression(a, net.input(dimensions)));
    },
    { scale },
  );

const cases = (expressions: Record<string, Expression>) => Object.entries(expressions);

describe("clamps", () => {
  test.each(
    cases({
      RELU: (a, x) => a.apply("MAXIMUM", x, 0),
      RELU6: (a, x) => a.apply("MINIMUM", a.apply("MAXIMUM", 0, x), 6),
      "RELU6 ": (a, x) => a.apply("MAXIMUM", a.apply("MINIMUM", 6, x), 0),
      " RELU6": (a, x) => a.apply("MINIMUM", a.apply("RELU", x), 6),
      RELU_N1_TO_1: (a, x) => a.apply("MAXIMUM", a.apply("MINIMUM", x, 1), -1),
      " RELU_N1_TO_1": (a, x) => a.apply("MINIMUM", a.apply("MAXIMUM", x, -1), 1),
    }),
  )("%s", async (name, expression) => expect(await nodesOf(expression)).toEqual([name.trim()]));

  test("other bounds stay, and become no activation", async () => {
    const nodes = await nodesOf((a, x) => a.apply("MINIMUM", a.apply("MAXIMUM", a.add(x, x), 0), 1));
    expect(nodes).toEqual(["ADD RELU", "MINIMUM"]);
    expect(await nodesOf((a, x) => a.apply("MINIMUM", x, 0))).toEqual(["MINIMUM"]);
  });

  test("a constant of more dimensions stays", async () => {
    const nodes = await optimized((net) => {
      net.output(net.op("MAXIMUM", [net.input([2, 3]), net.floats([1, 1, 1], [0])], [1, 2, 3]));
    });
    expect(nodes).toEqual(["MAXIMUM"]);
  });
});

const gate: Expression = (a, x) => a.apply("RELU6", a.add(x, 3));

describe("HARD_SWISH", () => {
  test.each(
    cases({
      "x * gate * 1/6": (a, x) => a.mul(a.mul(x, gate(a, x)), 1 / 6),
      "x * gate / 6": (a, x) => a.div(a.mul(x, gate(a, x)), 6),
      "x * (gate / 6)": (a, x) => a.mul(x, a.div(gate(a, x), 6)),
      "(1/6 * gate) * x": (a, x) => a.mul(a.mul(1 / 6, gate(a, x)), x),
      "(x / 6) * gate": (a, x) => a.mul(a.div(x, 6), gate(a, x)),
      "min(max(x + 3, 0), 6)": (a, x) =>
        a.div(a.mul(x, a.apply("MINIMUM", a.apply("MAXIMUM", a.add(3, x), 0), 6)), 6),
    }),
  )("%s", async (_, expression) => expect(await nodesOf(expression)).toEqual(["HARD_SWISH"]));

  test("of a product", async () => {
    const nodes = await nodesOf((a, x) => {
      const y = a.mul(x, a.apply("EXP", x));
      return a.mul(a.mul(y, gate(a, y)), 1 / 6);
    }, 1);
    expect(nodes).toEqual(["EXP", "MUL", "HARD_SWISH"]);
  });

  test.each(
    cases({
      "another number": (a, x) => a.mul(a.mul(x, gate(a, x)), 0.2),
      "another sum": (a, x) => a.mul(a.mul(x, a.apply("RELU6", a.add(x, 2))), 1 / 6),
      "another x": (a, x) => a.mul(a.mul(a.apply("EXP", x), gate(a, x)), 1 / 6),
      "twice x": (a, x) => a.mul(a.mul(a.mul(x, x), gate(a, x)), 1 / 6),
    }),
  )("not with %s", async (_, expression) => expect(await nodesOf(expression)).not.toContain("HARD_SWISH"));

  test("hard sigmoid stays", async () => {
    expect(await nodesOf((a, x) => a.div(gate(a, x), 6))).toEqual(["ADD RELU6", "MUL"]);
  });
});

const cube: Expression = (a, x) => a.mul(a.mul(a.mul(0.044715, x), x), x);
const tanhGate = (a: Arithmetic, x: Value, cubic: Value) =>
  a.add(1, a.apply("TANH", a.mul(Math.sqrt(2 / Math.PI), a.add(x, cubic))));
const erfGate: Expression = (a, x) => a.add(a.net.custom("Erf", [a.div(x, Math.SQRT2)], SHAPE), 1);

describe("GELU", () => {
  test.each(
    cases({
      "0.5 * x * (1 + tanh), x * x * x": (a, x) => a.mul(a.mul(0.5, x), tanhGate(a, x, cube(a, x))),
      "x * (0.5 * (1 + tanh)), x ** 3": (a, x) =>
        a.mul(x, a.mul(0.5, tanhGate(a, x, a.mul(a.apply("POW", x, 3), 0.044715)))),
      "x * (1 + tanh) / 2": (a, x) => a.div(a.mul(tanhGate(a, x, cube(a, x)), x), 2),
    }),
  )("%s", async (_, expression) => expect(await nodesOf(expression)).toEqual(["GELU approximate"]));

  test.each(
    cases({
      "0.5 * x * (1 + erf)": (a, x) => a.mul(a.mul(0.5, x), erfGate(a, x)),
      "x * (0.5 * (1 + erf))": (a, x) => a.mul(x, a.mul(0.5, erfGate(a, x))),
      "0.5 * x * erfc(-x * sqrt(0.5))": (a, x) =>
        a.mul(a.mul(0.5, x), a.net.custom("FlexErfc", [a.mul(a.apply("NEG", x), Math.SQRT1_2)], SHAPE)),
      "0.5 * x * erfc(-(x * sqrt(0.5)))": (a, x) =>
        a.mul(a.mul(0.5, x), a.net.custom("FlexErfc", [a.apply("NEG", a.mul(x, Math.SQRT1_2))], SHAPE)),
    }),
  )("%s", async (_, expression) => expect(await nodesOf(expression)).toEqual(["GELU"]));

  test.each(
    cases({
      "another factor in the cube": (a, x) =>
        a.mul(a.mul(0.5, x), tanhGate(a, x, a.mul(a.apply("POW", x, 3), 0.04))),
      "another power": (a, x) => a.mul(a.mul(0.5, x), tanhGate(a, x, a.mul(a.apply("POW", x, 2), 0.044715))),
      "no half": (a, x) => a.mul(x, erfGate(a, x)),
      "another erf": (a, x) => a.mul(a.mul(0.5, x), a.add(a.net.custom("Erf", [x], SHAPE), 1)),
    }),
  )("not with %s", async (_, expression) => {
    const nodes = await nodesOf(expression);
    expect(nodes.filter((node) => node.startsWith("GELU"))).toEqual([]);
  });
});

describe("L2_NORMALIZATION", () => {
  const sum = (net: Network, x: Value, axis = -1, keepDims = true): Value => {
    const squares = net.op("SQUARE", [x], [3, 4]);
    return net.op("SUM", [squares, net.integers([axis])], axis === 0 ? [1, 4] : [3, 1], { keepDims });
  };
  const normalized = (build: (net: Network, x: Value) => Value) =>
    optimized((net) => net.output(build(net, net.input([3, 4]))));
  const small = (net: Network, x: Value, name: "MAXIMUM" | "ADD" | "RSQRT" | "SQRT", number?: number) =>
    net.op(name, number === undefined ? [x] : [x, net.number(number)], [3, 1]);

  test("x * rsqrt(max(sum, 1e-12)), x / sqrt(sum + 1e-12), x * rsqrt(sum)", async () => {
    const forms = [
      (net: Network, x: Value) =>
        net.op("MUL", [x, small(net, small(net, sum(net, x), "MAXIMUM", 1e-12), "RSQRT")], [3, 4]),
      (net: Network, x: Value) =>
        net.op("DIV", [x, small(net, small(net, sum(net, x, 1), "ADD", 1e-12), "SQRT")], [3, 4]),
      (net: Network, x: Value) => net.op("MUL", [small(net, sum(net, x), "RSQRT"), x], [3, 4]),
    ];
    for (const form of forms) expect(await normalized(form)).toEqual(["L2_NORMALIZATION"]);
  });

  test("not along the first axis, and not with a number that counts", async () => {
    const along = await normalized((net, x) =>
      net.op("MUL", [x, net.op("RSQRT", [sum(net, x, 0)], [1, 4])], [3, 4]),
    );
    expect(along).toEqual(["SQUARE", "SUM", "RSQRT", "MUL"]);
    const bounded = await normalized((net, x) =>
      net.op("MUL", [x, small(net, small(net, sum(net, x), "ADD", 1e-3), "RSQRT")], [3, 4]),
    );
    expect(bounded).toEqual(["SQUARE", "SUM", "ADD", "RSQRT", "MUL"]);
  });
});

describe("other functions", () => {
  const alpha = (net: Network) => net.floats([4], [-0.1, -0.2, -0.3, 0.4]);
  const below: Expression = (a, x) => a.mul(alpha(a.net), a.apply("RELU", a.apply("NEG", x)));
  test.each(
    cases({
      LEAKY_RELU: (a, x) => a.apply("MAXIMUM", x, a.mul(0.2, x)),
      " LEAKY_RELU": (a, x) => a.apply("MAXIMUM", a.mul(x, 0.2), x),
      PRELU: (a, x) => a.add(a.apply("RELU", x), below(a, x)),
      " PRELU": (a, x) => a.sub(a.apply("RELU", x), below(a, x)),
      LOG_SOFTMAX: (a, x) => a.apply("LOG", a.net.op("SOFTMAX", [x], SHAPE, { beta: 1 })),
      SQUARED_DIFFERENCE: (a, x) => a.apply("SQUARE", a.sub(x, alpha(a.net))),
    }),
  )("%s", async (name, expression) => expect(await nodesOf(expression)).toEqual([name.trim()]));

  test("a NEG that is added or taken away", async () => {
    const negated: Expression = (a, x) => a.apply("NEG", a.apply("EXP", x));
    expect(await nodesOf((a, x) => a.add(x, negated(a, x)))).toEqual(["EXP", "SUB"]);
    expect(await nodesOf((a, x) => a.add(negated(a, x), x))).toEqual(["EXP", "SUB"]);
    expect(await nodesOf((a, x) => a.sub(x, negated(a, x)))).toEqual(["EXP", "ADD"]);
    expect(await nodesOf((a, x) => a.sub(negated(a, x), x))).toEqual(["EXP", "NEG", "SUB"]);
  });

  test("powers", async () => {
    const positive: Expression = (a, x) => a.apply("EXP", x);
    const power = (exponent: number) => nodesOf((a, x) => a.apply("POW", positive(a, x), exponent), 1);
    expect(await power(2)).toEqual(["EXP", "MUL"]);
    expect(await power(0.5)).toEqual(["EXP", "SQRT"]);
    expect(await power(-0.5)).toEqual(["EXP", "RSQRT"]);
    expect(await power(3)).toEqual(["EXP", "POW"]);
  });

  test("reductions that get their dimensions back", async () => {
    const reduced = (axes: readonly number[], kept: readonly number[], back: readonly number[]) =>
      optimized((net) => {
        const mean = net.op("MEAN", [net.input([-1, 6, 5, 4]), net.integers(axes)], kept);
        net.output(net.op("RESHAPE", [mean, net.integers(back)], back));
      });
    expect(await reduced([1, 2], [-1, 4], [-1, 1, 1, 4])).toEqual(["MEAN"]);
    expect(await reduced([-1], [-1, 6, 5], [-1, 6, 5, 1])).toEqual(["MEAN"]);
    expect(await reduced([1, 2], [-1, 4], [-1, 1, 4])).toEqual(["MEAN", "RESHAPE"]);
    expect(await reduced([1, 2], [-1, 4], [-1, 2, 2])).toEqual(["MEAN", "RESHAPE"]);
  });

  test("roots of what is above 0", async () => {
    const root: Expression = (a, x) => a.apply("SQRT", a.apply("EXP", x));
    expect(await nodesOf((a, x) => a.div(1, root(a, x)))).toEqual(["EXP", "RSQRT"]);
    expect(await nodesOf((a, x) => a.div(x, root(a, x)))).toEqual(["EXP", "RSQRT", "MUL"]);
  });

  test.each(
    cases({
      "MAXIMUM, MUL by more than 1": (a, x) => a.apply("MAXIMUM", x, a.mul(1.5, x)),
      "MAXIMUM, MUL by a vector": (a, x) => a.apply("MAXIMUM", x, a.mul(x, alpha(a.net))),
      "SOFTMAX of another factor": (a, x) => a.apply("LOG", a.net.op("SOFTMAX", [x], SHAPE, { beta: 0.5 })),
      "RELU of another value": (a, x) => a.add(a.apply("RELU", a.apply("EXP", x)), below(a, x)),
      "LOGISTIC, MUL": (a, x) => a.mul(x, a.apply("LOGISTIC", x)),
    }),
  )("%s stays", async (_, expression) => {
    const nodes = await nodesOf(expression, 2);
    for (const name of ["LEAKY_RELU", "PRELU", "LOG_SOFTMAX"]) expect(nodes).not.toContain(name);
    expect(nodes.length).toBeGreaterThan(1);
  });
});
