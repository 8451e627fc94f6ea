import type { Value } from "../../../src/graph/index.js";
import type { Network } from "./network.js";
import { optimized } from "./optimized.js";

type Dimensions = readonly number[];

const IMAGE = [1, 8, 8, 4];
const WINDOW = { padding: "VALID", strideW: 1, strideH: 1 };
const SAME = { ...WINDOW, padding: "SAME" };

/** A 3 x 3 convolution from 4 to 8 channels without padding, with a bias of zeros. */
function conv(
  net: Network,
  x: Value,
  dimensions: Dimensions = [1, 6, 6, 8],
  options: object = WINDOW,
): Value {
  return net.op(
    "CONV_2D",
    [x, net.floats([8, 3, 3, 4]), net.floats([8], new Array(8).fill(0))],
    dimensions,
    options,
  );
}

const depthwise = (net: Network, x: Value) =>
  net.op("DEPTHWISE_CONV_2D", [x, net.floats([1, 3, 3, 8]), net.floats([8])], [1, 6, 6, 8], {
    ...WINDOW,
    depthMultiplier: 2,
  });

const transposed = (net: Network, x: Value) =>
  net.op("TRANSPOSE_CONV", [net.integers([1, 16, 16, 8]), net.floats([8, 3, 3, 4]), x], [1, 16, 16, 8], {
    ...SAME,
    strideW: 2,
    strideH: 2,
  });

const dense = (net: Network, x: Value, dimensions: Dimensions = [3, 8], options: object = {}) =>
  net.op("FULLY_CONNECTED", [x, net.floats([8, 4]), null], dimensions, options);

const unary = (net: Network, name: "RELU" | "RELU6" | "SQUARE" | "EXP", x: Value) =>
  net.op(name, [x], x.attributes.shapeSignature ?? x.attributes.shape ?? []);

/** A sum, product ... whose dimensions are those of its first operand. */
const binary = (net: Network, name: "ADD" | "SUB" | "MUL" | "DIV", x: Value, y: Value, of: Value = x) =>
  net.op(name, [x, y], of.attributes.shapeSignature ?? of.attributes.shape ?? []);

/** Numbers from 0.5 to 1.5, to divide by. */
const divisors = (net: Network, count: number) =>
  net.floats(
    [count],
    Array.from({ length: count }, (_, i) => 0.5 + i / count),
  );

/** Batch normalization as constants that are folded already, and an activation. */
function normalized(net: Network, x: Value, channels = 8): Value {
  const scaled = binary(net, "MUL", x, net.floats([channels]));
  return unary(net, "RELU6", binary(net, "ADD", scaled, net.floats([channels])));
}

describe("a bias, factors and an activation become a part of the product", () => {
  const products = {
    "CONV_2D VALID RELU6": (net: Network) => conv(net, net.input(IMAGE)),
    "DEPTHWISE_CONV_2D VALID RELU6": (net: Network) => depthwise(net, net.input(IMAGE)),
    "TRANSPOSE_CONV v4 SAME RELU6": (net: Network) => transposed(net, net.input(IMAGE)),
    "FULLY_CONNECTED bias RELU6": (net: Network) => dense(net, net.input([3, 4])),
    "FULLY_CONNECTED v5 keepNumDims bias RELU6": (net: Network) =>
      net.op("BATCH_MATMUL", [net.input([-1, 3, 4]), net.floats([4, 8])], [-1, 3, 8]),
  };
  test.each(Object.entries(products))("%s", async (expected, product) => {
    const nodes = await optimized((net) => {
      const biased = binary(net, "ADD", product(net), net.floats([8]));
      net.output(normalized(net, biased));
    });
    expect(nodes).toEqual([expected]);
  });

  test("SUB and DIV, and constants of one element or on the left", async () => {
    const nodes = await optimized((net) => {
      const less = binary(net, "SUB", conv(net, net.input(IMAGE)), net.floats([1, 1, 1, 8]));
      const part = binary(net, "DIV", less, divisors(net, 8));
      const twice = binary(net, "MUL", net.number(2), part, part);
      net.output(binary(net, "ADD", net.floats([1]), twice, twice));
    });
    expect(nodes).toEqual(["CONV_2D VALID"]);
  });

  test("an ADD keeps its activation, and nothing passes it", async () => {
    const nodes = await optimized((net) => {
      const x = conv(net, net.input(IMAGE));
      const sum = net.op("ADD", [x, net.floats([8])], [1, 6, 6, 8], { fusedActivationFunction: "RELU" });
      net.output(binary(net, "MUL", sum, net.floats([8])));
    });
    expect(nodes).toEqual(["CONV_2D VALID RELU", "MUL"]);
  });

  test("a constant less a convolution stays", async () => {
    const nodes = await optimized((net) => {
      const x = conv(net, net.input(IMAGE));
      net.output(binary(net, "SUB", net.floats([8]), x, x));
    });
    expect(nodes).toEqual(["CONV_2D VALID", "SUB"]);
  });

  test("a product that something else reads, or that is an output, stays", async () => {
    const read = await optimized((net) => {
      const x = conv(net, net.input(IMAGE));
      net.output(binary(net, "ADD", unary(net, "RELU", x), unary(net, "EXP", x)));
    });
    expect(read).toEqual(["CONV_2D VALID", "RELU", "EXP", "ADD"]);
    const output = await optimized((net) => {
      const x = conv(net, net.input(IMAGE));
      net.output(x, binary(net, "ADD", x, net.floats([8])));
    });
    expect(output).toEqual(["CONV_2D VALID", "ADD"]);
  });

  test("a constant that is no vector of channels stays", async () => {
    const matrix = await optimized((net) => {
      net.output(binary(net, "ADD", dense(net, net.input([3, 4])), net.floats([3, 8])));
    });
    expect(matrix).toEqual(["FULLY_CONNECTED", "ADD"]);
    const larger = await optimized((net) => {
      net.output(net.op("ADD", [dense(net, net.input([3, 4])), net.floats([1, 1, 8])], [1, 3, 8]));
    });
    expect(larger).toEqual(["FULLY_CONNECTED", "ADD"]);
    const wider = await optimized((net) => {
      const one = net.op("FULLY_CONNECTED", [net.input([3, 4]), net.floats([1, 4]), null], [3, 1]);
      net.output(net.op("MUL", [one, net.floats([8])], [3, 8]));
    });
    expect(wider).toEqual(["FULLY_CONNECTED", "MUL"]);
  });

  test("weights that are computed take a bias, and no factor", async () => {
    const nodes = await optimized(
      (net) => {
        const weights = unary(net, "EXP", net.input([8, 4]));
        const x = net.op("FULLY_CONNECTED", [net.input([3, 4]), weights, null], [3, 8]);
        const sum = binary(net, "ADD", x, net.floats([8]));
        net.output(binary(net, "MUL", sum, net.floats([8])));
      },
      { scale: 1 },
    );
    expect(nodes).toEqual(["EXP", "FULLY_CONNECTED bias", "MUL"]);
  });

  test("a factor of 1 / 0 stays", async () => {
    const nodes = await optimized((net) => {
      const x = dense(net, net.input([3, 4]));
      net.output(unary(net, "RELU6", binary(net, "DIV", x, net.floats([8], [1, 2, 3, 4, 5, 6, 7, 0]))));
    });
    expect(nodes).toEqual(["FULLY_CONNECTED", "DIV RELU6"]);
  });

  test("weights that two products share are scaled for each", async () => {
    const nodes = await optimized((net) => {
      const [a, b, weights] = [net.input([3, 4]), net.input([3, 4]), net.floats([8, 4])];
      const one = net.op("FULLY_CONNECTED", [a, weights, null], [3, 8]);
      const other = net.op("FULLY_CONNECTED", [b, weights, null], [3, 8]);
      net.output(binary(net, "MUL", one, net.floats([8])), other);
    });
    expect(nodes).toEqual(["FULLY_CONNECTED", "FULLY_CONNECTED"]);
  });
});

describe("factors in front of a product", () => {
  test("a number, whatever the padding", async () => {
    const nodes = await optimized((net) => {
      const x = binary(net, "DIV", net.input(IMAGE), net.number(3));
      net.output(conv(net, x, [1, 8, 8, 8], { ...SAME, fusedActivationFunction: "RELU" }));
    });
    expect(nodes).toEqual(["CONV_2D SAME RELU"]);
  });

  test("one for each column of a dense layer", async () => {
    const nodes = await optimized((net) => {
      net.output(dense(net, binary(net, "MUL", net.input([3, 4]), net.floats([4]))));
    });
    expect(nodes).toEqual(["FULLY_CONNECTED"]);
  });

  test("one for each channel of a convolution stays, and so does a number that is added", async () => {
    const channels = await optimized((net) => {
      net.output(conv(net, binary(net, "MUL", net.input(IMAGE), net.floats([4]))));
    });
    expect(channels).toEqual(["MUL", "CONV_2D VALID"]);
    const added = await optimized((net) => {
      net.output(conv(net, binary(net, "ADD", net.input(IMAGE), net.number(2))));
    });
    expect(added).toEqual(["ADD", "CONV_2D VALID"]);
  });
});

describe("activations", () => {
  test.each(["ADD", "SUB", "MUL", "DIV"] as const)("RELU behind %s", async (name) => {
    const nodes = await optimized((net) => {
      const x = net.input(IMAGE);
      net.output(unary(net, "RELU", binary(net, name, x, unary(net, "EXP", x))));
    });
    expect(nodes).toEqual(["EXP", `${name} RELU`]);
  });

  test.each(["AVERAGE_POOL_2D", "MAX_POOL_2D"] as const)("RELU6 behind %s", async (name) => {
    const nodes = await optimized((net) => {
      const options = { padding: "VALID", strideW: 2, strideH: 2, filterWidth: 2, filterHeight: 2 };
      net.output(unary(net, "RELU6", net.op(name, [net.input(IMAGE)], [1, 4, 4, 4], options)));
    });
    expect(nodes).toEqual([`${name} VALID RELU6`]);
  });

  test("not behind CONCATENATION, and only one", async () => {
    const nodes = await optimized((net) => {
      const x = net.input(IMAGE);
      const both = net.op("CONCATENATION", [x, unary(net, "EXP", x)], [1, 8, 8, 8], { axis: 3 });
      const sum = binary(net, "ADD", unary(net, "RELU", both), unary(net, "EXP", both));
      net.output(unary(net, "RELU6", unary(net, "RELU", sum)));
    });
    expect(nodes).toEqual(["EXP", "CONCATENATION", "RELU", "EXP", "ADD RELU", "RELU6"]);
  });
});

describe("reshapes around products", () => {
  test("a convolution of one dimension, with an open number of images", async () => {
    const nodes = await optimized((net) => {
      const x = net.op("EXPAND_DIMS", [net.input([-1, 8, 4]), net.integers([1], [])], [-1, 1, 8, 4]);
      const y = net.op("CONV_2D", [x, net.floats([8, 1, 3, 4]), net.floats([8])], [-1, 1, 8, 8], SAME);
      const z = net.op("SQUEEZE", [y], [-1, 8, 8], { squeezeDims: [1] });
      net.output(normalized(net, z));
    });
    expect(nodes).toEqual(["EXPAND_DIMS", "CONV_2D SAME RELU6", "RESHAPE"]);
  });

  test("a dense layer between reshapes keeps its dimensions", async () => {
    const nodes = await optimized((net) => {
      const rows = net.op("RESHAPE", [net.input([2, 3, 4]), net.integers([6, 4])], [6, 4]);
      const y = net.op("RESHAPE", [dense(net, rows, [6, 8]), net.integers([2, 3, 8])], [2, 3, 8]);
      net.output(binary(net, "ADD", y, net.floats([8])));
    });
    expect(nodes).toEqual(["FULLY_CONNECTED v5 keepNumDims bias"]);
  });

  test("a dense layer of a computed number of rows", async () => {
    const nodes = await optimized((net) => {
      const x = net.input([-1, 3, 4]);
      const shape = net.integerOp("SHAPE", [x], [3], { outType: "INT32" });
      const outer = net.integerOp("GATHER", [shape, net.integers([0, 1])], [2]);
      const count = net.integerOp("REDUCE_PROD", [outer, net.integers([0])], []);
      const rows = net.integerOp("PACK", [count, net.integers([4], [])], [2], { valuesCount: 2 });
      const back = net.integerOp("CONCATENATION", [outer, net.integers([8])], [3]);
      const y = dense(net, net.op("RESHAPE", [x, rows], [-1, -1]), [-1, 8]);
      net.output(normalized(net, net.op("RESHAPE", [y, back], [-1, 3, 8])));
    });
    expect(nodes).toEqual(["FULLY_CONNECTED v5 keepNumDims bias RELU6"]);
  });

  test("a reshape to longer rows stays", async () => {
    const nodes = await optimized((net) => {
      const rows = net.op("RESHAPE", [net.input([-1, 2, 2]), net.integers([-1, 4])], [-1, 4]);
      net.output(dense(net, rows, [-1, 8]));
    });
    expect(nodes).toEqual(["RESHAPE", "FULLY_CONNECTED"]);
  });

  test("a constant of more than the channels stays behind the reshape", async () => {
    const nodes = await optimized((net) => {
      const y = net.op(
        "RESHAPE",
        [dense(net, net.input([-1, 4]), [-1, 8]), net.integers([-1, 2, 4])],
        [-1, 2, 4],
      );
      net.output(unary(net, "RELU", binary(net, "ADD", y, net.floats([2, 4]))));
    });
    expect(nodes).toEqual(["FULLY_CONNECTED", "RESHAPE", "ADD RELU"]);
  });
});

describe("BATCH_MATMUL", () => {
  test("with a transposed matrix, and by a stack of matrices", async () => {
    const matrix = await optimized((net) => {
      const y = net.op("BATCH_MATMUL", [net.input([2, 3, 4]), net.floats([8, 4])], [2, 3, 8], { adjY: true });
      net.output(y);
    });
    expect(matrix).toEqual(["FULLY_CONNECTED v5 keepNumDims"]);
    const stack = await optimized((net) => {
      net.output(net.op("BATCH_MATMUL", [net.input([2, 3, 4]), net.floats([2, 4, 8])], [2, 3, 8]));
    });
    expect(stack).toEqual(["BATCH_MATMUL"]);
  });

  test("takes in transposes of the last two dimensions alone", async () => {
    const nodes = await optimized((net) => {
      const x = net.op("TRANSPOSE", [net.input([2, 4, 3]), net.integers([0, 2, 1])], [2, 3, 4]);
      const y = net.op("TRANSPOSE", [net.input([4, 2, 8]), net.integers([1, 0, 2])], [2, 4, 8]);
      net.output(net.op("BATCH_MATMUL", [x, y], [2, 3, 8]));
    });
    expect(nodes).toEqual(["TRANSPOSE", "BATCH_MATMUL adjX"]);
  });
});
