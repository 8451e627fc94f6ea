import type { Value } from "../../../src/graph/index.js";
import { Network } from "./network.js";
import { optimized, optimizeModel } from "./optimized.js";

type Dimensions = readonly number[];

const exp = (net: Network, x: Value) =>
  net.op("EXP", [x], x.attributes.shapeSignature ?? x.attributes.shape ?? []);
const reshape = (net: Network, x: Value, dimensions: Dimensions) =>
  net.op("RESHAPE", [x, net.integers(dimensions)], dimensions);
const transpose = (net: Network, x: Value, permutation: Dimensions, dimensions: Dimensions) =>
  net.op("TRANSPOSE", [x, net.integers(permutation)], dimensions);

/** The nodes of something that stands between two others. */
const between = (dimensions: Dimensions, build: (net: Network, x: Value) => Value): Promise<string[]> =>
  optimized((net) => net.output(exp(net, build(net, exp(net, net.input(dimensions))))), { scale: 1 });

describe("nodes that pass their input on", () => {
  const D = [-1, 8, 4];
  const same = (net: Network, name: Parameters<Network["op"]>[0], ...inputs: Value[]) =>
    net.op(name, inputs, D);
  test.each<[string, (net: Network, x: Value) => Value]>([
    ["RESHAPE to the same shape", (net, x) => reshape(net, x, D)],
    ["TRANSPOSE that moves nothing", (net, x) => transpose(net, x, [0, 1, 2], D)],
    ["CAST", (net, x) => net.op("CAST", [x], D, { inDataType: "FLOAT32", outDataType: "FLOAT32" })],
    ["MUL by 1", (net, x) => same(net, "MUL", net.number(1), x)],
    ["MUL by ones", (net, x) => same(net, "MUL", x, net.floats([4], [1, 1, 1, 1]))],
    ["DIV by 1", (net, x) => same(net, "DIV", x, net.number(1))],
    ["ADD of 0", (net, x) => same(net, "ADD", x, net.number(0))],
    ["SUB of 0", (net, x) => same(net, "SUB", x, net.number(0))],
    ["PAD by 0", (net, x) => same(net, "PAD", x, net.integers([0, 0, 0, 0, 0, 0], [3, 2]))],
    ["CONCATENATION of one", (net, x) => net.op("CONCATENATION", [x], D, { axis: 1 })],
    ["SPLIT into one", (net, x) => net.op("SPLIT", [net.integers([1], []), x], D, { numSplits: 1 })],
    ["SLICE of all", (net, x) => same(net, "SLICE", x, net.integers([0, 0, 0]), net.integers([-1, 8, -1]))],
    [
      "STRIDED_SLICE of all",
      (net, x) =>
        net.op(
          "STRIDED_SLICE",
          [x, net.integers([0, 0, 0]), net.integers([0, 8, 9]), net.integers([1, 1, 1])],
          D,
          {
            endMask: 1,
          },
        ),
    ],
    ["TILE by 1", (net, x) => same(net, "TILE", x, net.integers([1, 1, 1]))],
  ])("%s", async (_, build) => expect(await between(D, build)).toEqual(["EXP", "EXP"]));

  test.each<[string, (net: Network, x: Value) => Value]>([
    ["MUL", (net, x) => same(net, "MUL", x, net.floats([4], [1, 1, 1, 2]))],
    ["SUB", (net, x) => same(net, "SUB", net.number(0), x)],
    ["PAD", (net, x) => net.op("PAD", [x, net.integers([0, 0, 0, 0, 1, 0], [3, 2])], [-1, 8, 5])],
    [
      "SLICE",
      (net, x) => net.op("SLICE", [x, net.integers([0, 0, 0]), net.integers([-1, 7, -1])], [-1, 7, 4]),
    ],
    [
      "STRIDED_SLICE",
      (net, x) =>
        net.op(
          "STRIDED_SLICE",
          [x, net.integers([0, 0, 0]), net.integers([1, 8, 4]), net.integers([1, 1, 1])],
          [1, 8, 4],
        ),
    ],
    ["ADD RELU", (net, x) => net.op("ADD", [x, net.number(0)], D, { fusedActivationFunction: "RELU" })],
  ])("not %s that changes something", async (name, build) =>
    expect(await between(D, build)).toEqual(["EXP", name, "EXP"]),
  );

  test("ones for an open dimension make it larger where it is 1", async () => {
    const nodes = await optimized((net) => {
      const x = exp(net, net.input([2, -1]));
      net.output(exp(net, net.op("MUL", [x, net.floats([3], [1, 1, 1])], [2, -1])));
    });
    expect(nodes).toEqual(["EXP", "MUL", "EXP"]);
  });

  test("an output keeps its tensor", async () => {
    const nodes = await optimized((net) => net.output(reshape(net, exp(net, net.input(D)), D)));
    expect(nodes).toEqual(["EXP"]);
    const both = await optimized((net) => {
      const x = exp(net, net.input(D));
      net.output(x, reshape(net, x, D));
    });
    expect(both).toEqual(["EXP", "RESHAPE"]);
    expect(await optimized((net) => net.output(reshape(net, net.input(D), D)))).toEqual(["RESHAPE"]);
  });
});

describe("reshapes and transposes", () => {
  test("RESHAPE of RESHAPE, SQUEEZE of EXPAND_DIMS", async () => {
    const reshapes = await between([4, 8], (net, x) => reshape(net, reshape(net, x, [2, 16]), [8, 4]));
    expect(reshapes).toEqual(["EXP", "RESHAPE", "EXP"]);
    const back = await between([-1, 8], (net, x) =>
      net.op("SQUEEZE", [net.op("EXPAND_DIMS", [x, net.integers([1], [])], [-1, 1, 8])], [-1, 8], {
        squeezeDims: [1],
      }),
    );
    expect(back).toEqual(["EXP", "EXP"]);
    const read = await optimized((net) => {
      const x = reshape(net, exp(net, net.input([4, 8])), [2, 16]);
      net.output(exp(net, reshape(net, x, [8, 4])), exp(net, x));
    });
    expect(read).toEqual(["EXP", "RESHAPE", "RESHAPE", "EXP", "EXP"]);
  });

  test("TRANSPOSE of TRANSPOSE", async () => {
    const both = await between([2, 3, 4], (net, x) =>
      transpose(net, transpose(net, x, [1, 2, 0], [3, 4, 2]), [2, 1, 0], [2, 4, 3]),
    );
    expect(both).toEqual(["EXP", "TRANSPOSE", "EXP"]);
    const back = await between([2, 3, 4], (net, x) =>
      transpose(net, transpose(net, x, [1, 2, 0], [3, 4, 2]), [2, 0, 1], [2, 3, 4]),
    );
    expect(back).toEqual(["EXP", "EXP"]);
  });

  test("a TRANSPOSE of dimensions of 1, of which none is open", async () => {
    const one = await between([1, 8, 1, 4], (net, x) => transpose(net, x, [1, 0, 2, 3], [8, 1, 1, 4]));
    expect(one).toEqual(["EXP", "RESHAPE", "EXP"]);
    const beside = await between([-1, 8, 1, 4], (net, x) => transpose(net, x, [0, 2, 1, 3], [-1, 1, 8, 4]));
    expect(beside).toEqual(["EXP", "RESHAPE", "EXP"]);
    const open = await between([-1, 8, 1, 4], (net, x) => transpose(net, x, [1, 0, 2, 3], [8, -1, 1, 4]));
    expect(open).toEqual(["EXP", "TRANSPOSE", "EXP"]);
  });

  test("a TRANSPOSE passes operators of elements on its way to another", async () => {
    const [D, T] = [
      [-1, 4, 8],
      [-1, 8, 4],
    ] as const;
    const around = (inner: (net: Network, x: Value, y: Value) => Value) =>
      optimized(
        (net) => {
          const x = net.input(D);
          const [one, other] = [x, exp(net, x)].map((value) => transpose(net, value, [0, 2, 1], T));
          net.output(transpose(net, inner(net, one!, other!), [0, 2, 1], D));
        },
        { scale: 1 },
      );
    expect(await around((net, x) => net.op("RELU", [x], T))).toEqual(["RELU"]);
    expect(await around((net, x, y) => net.op("ADD", [x, y], T))).toEqual(["EXP", "ADD"]);
    expect(await around((net, x) => net.op("SUB", [net.floats([4]), x], T))).toEqual(["SUB"]);
    expect(await around((net, x) => net.op("MUL", [x, net.floats([8, 1])], T))).toEqual(["MUL"]);
    const matrix = await around((net, x) => net.op("MUL", [x, net.floats([8, 4])], T));
    expect(matrix).toEqual(["TRANSPOSE", "MUL", "TRANSPOSE"]);
    const alone = await between(D, (net, x) => net.op("RELU", [transpose(net, x, [0, 2, 1], T)], T));
    expect(alone).toEqual(["EXP", "TRANSPOSE", "RELU", "EXP"]);
  });

  test("of constants", async () => {
    const nodes = await optimized((net) => {
      const matrix = transpose(net, net.floats([3, 4]), [1, 0], [4, 3]);
      const row = reshape(net, matrix, [1, 12]);
      net.output(net.op("ADD", [net.input([5, 12]), row], [5, 12]));
    });
    expect(nodes).toEqual(["ADD"]);
  });

  test("chains of thousands take no time to speak of", () => {
    const net = new Network();
    let x = net.input([4, 8]);
    for (let i = 0; i < 10_000; i++) {
      x = reshape(net, x, i % 2 ? [4, 8] : [8, 4]);
      if (i % 5 === 0) x = exp(net, x);
    }
    net.output(x);
    const begun = performance.now();
    optimizeModel(net.model);
    expect(performance.now() - begun).toBeLessThan(20_000);
    expect(net.graph.nodes.filter(({ operator }) => operator.builtinCode === "RESHAPE").length).toBeLessThan(
      2001,
    );
  });
});

describe("padding and dilation", () => {
  const VALID = { padding: "VALID", strideW: 1, strideH: 1 };
  const pad = (net: Network, x: Value, edges: Dimensions, dimensions: Dimensions) =>
    net.op("PAD", [x, net.integers([0, 0, ...edges, 0, 0], [4, 2])], dimensions);
  const conv = (net: Network, x: Value, dimensions: Dimensions, stride = 1, channels = 4) =>
    net.op("CONV_2D", [x, net.floats([8, 3, 3, channels]), net.floats([8])], dimensions, {
      padding: "VALID",
      strideW: stride,
      strideH: stride,
    });

  test("PAD by as much as SAME", async () => {
    const plain = await optimized((net) => {
      const x = pad(net, net.input([-1, 8, 8, 4]), [1, 1, 1, 1], [-1, 10, 10, 4]);
      net.output(conv(net, x, [-1, 8, 8, 8]));
    });
    expect(plain).toEqual(["CONV_2D SAME"]);
    const strided = await optimized((net) => {
      const x = pad(net, net.input([1, 8, 7, 4]), [0, 1, 1, 1], [1, 9, 9, 4]);
      net.output(conv(net, x, [1, 4, 4, 8], 2));
    });
    expect(strided).toEqual(["CONV_2D SAME"]);
    const deep = await optimized((net) => {
      const x = net.op(
        "PADV2",
        [net.input([1, -1, -1, 4]), net.integers([0, 0, 1, 1, 1, 1, 0, 0], [4, 2]), net.number(0)],
        [1, -1, -1, 4],
      );
      net.output(
        net.op("DEPTHWISE_CONV_2D", [x, net.floats([1, 3, 3, 4]), net.floats([4])], [1, -1, -1, 4], {
          ...VALID,
          depthMultiplier: 1,
        }),
      );
    });
    expect(deep).toEqual(["DEPTHWISE_CONV_2D SAME"]);
  });

  test("other paddings stay", async () => {
    const strided = await optimized((net) => {
      const x = pad(net, net.input([1, 8, 8, 4]), [1, 1, 1, 1], [1, 10, 10, 4]);
      net.output(conv(net, x, [1, 4, 4, 8], 2));
    });
    expect(strided).toEqual(["PAD", "CONV_2D VALID"]);
    const open = await optimized((net) => {
      const x = pad(net, net.input([1, -1, -1, 4]), [1, 1, 1, 1], [1, -1, -1, 4]);
      net.output(conv(net, x, [1, -1, -1, 8], 2));
    });
    expect(open).toEqual(["PAD", "CONV_2D VALID"]);
    const ones = await optimized((net) => {
      const x = net.op(
        "PADV2",
        [net.input([1, 8, 8, 4]), net.integers([0, 0, 1, 1, 1, 1, 0, 0], [4, 2]), net.number(1)],
        [1, 10, 10, 4],
      );
      net.output(conv(net, x, [1, 8, 8, 8]));
    });
    expect(ones).toEqual(["PADV2", "CONV_2D VALID"]);
    const pool = await optimized((net) => {
      const x = pad(net, net.input([1, 8, 8, 4]), [1, 1, 1, 1], [1, 10, 10, 4]);
      net.output(net.op("MAX_POOL_2D", [x], [1, 8, 8, 4], { ...VALID, filterWidth: 3, filterHeight: 3 }));
    });
    expect(pool).toEqual(["PAD", "MAX_POOL_2D VALID"]);
    const read = await optimized((net) => {
      const x = pad(net, net.input([1, 8, 8, 4]), [1, 1, 1, 1], [1, 10, 10, 4]);
      net.output(conv(net, x, [1, 8, 8, 8]), exp(net, x));
    });
    expect(read).toEqual(["PAD", "CONV_2D VALID", "EXP"]);
  });

  /** A convolution of 3 x 3 on blocks of 2 x 2. */
  const blocks = (net: Network, paddings: Dimensions, crops: Dimensions, sizes: Dimensions, images = 1) => {
    const [wide, narrow, out] = sizes as [number, number, number];
    const many = images < 0 ? -1 : 4 * images;
    const x = net.op(
      "SPACE_TO_BATCH_ND",
      [net.input([images, 8, 8, 4]), net.integers([2, 2]), net.integers(paddings, [2, 2])],
      [many, wide, wide, 4],
    );
    const y = conv(net, x, [many, narrow, narrow, 8]);
    return net.op(
      "BATCH_TO_SPACE_ND",
      [y, net.integers([2, 2]), net.integers(crops, [2, 2])],
      [images, out, out, 8],
    );
  };

  test("blocks in space are a dilated convolution", async () => {
    const same = await optimized((net) => {
      const y = blocks(net, [2, 2, 2, 2], [0, 0, 0, 0], [6, 4, 8], -1);
      const biased = net.op("ADD", [y, net.floats([8])], [-1, 8, 8, 8]);
      net.output(net.op("RELU", [biased], [-1, 8, 8, 8]));
    });
    expect(same).toEqual(["CONV_2D SAME dilated 2x2 RELU"]);
    const cropped = await optimized((net) => net.output(blocks(net, [2, 4, 2, 4], [0, 2, 0, 2], [7, 5, 8])));
    expect(cropped).toEqual(["CONV_2D SAME dilated 2x2"]);
    const valid = await optimized((net) => net.output(blocks(net, [0, 0, 0, 0], [0, 0, 0, 0], [4, 2, 4])));
    expect(valid).toEqual(["CONV_2D VALID dilated 2x2"]);
    const uneven = await optimized((net) => net.output(blocks(net, [4, 0, 4, 0], [0, 0, 0, 0], [6, 4, 8])));
    expect(uneven).toEqual(["SPACE_TO_BATCH_ND", "CONV_2D VALID", "BATCH_TO_SPACE_ND"]);
    const late = await optimized((net) => net.output(blocks(net, [4, 2, 4, 2], [2, 0, 2, 0], [7, 5, 8])));
    expect(late).toEqual(["SPACE_TO_BATCH_ND", "CONV_2D VALID", "BATCH_TO_SPACE_ND"]);
  });

  test.each([1, -1])("images of one dimension, %d of them", async (images) => {
    const many = images < 0 ? -1 : 2;
    const nodes = await optimized((net) => {
      const x = net.op(
        "SPACE_TO_BATCH_ND",
        [net.input([images, 8, 4]), net.integers([2]), net.integers([2, 2], [1, 2])],
        [many, 6, 4],
        {},
        3,
      );
      const image = net.op("EXPAND_DIMS", [x, net.integers([1], [])], [many, 1, 6, 4]);
      const filter = net.floats([8, 1, 3, 4]);
      const y = net.op("CONV_2D", [image, filter, net.floats([8])], [many, 1, 4, 8], VALID);
      const flat = net.op("SQUEEZE", [y], [many, 4, 8], { squeezeDims: [1] });
      const z = net.op(
        "BATCH_TO_SPACE_ND",
        [flat, net.integers([2]), net.integers([0, 0], [1, 2])],
        [images, 8, 8],
        {},
        3,
      );
      net.output(net.op("ADD", [z, net.floats([8])], [images, 8, 8]));
    });
    expect(nodes).toEqual([images < 0 ? "EXPAND_DIMS" : "RESHAPE", "CONV_2D SAME dilated 1x2", "RESHAPE"]);
  });
});

describe("what is there twice", () => {
  test("equal nodes and equal constants", async () => {
    const net = new Network();
    const x = net.input([3, 4]);
    const [one, other] = [net.floats([4], [1, 2, 3, 4]), net.floats([4], [1, 2, 3, 4])];
    const flat = net.floats([1, 4], [1, 2, 3, 4]);
    const sums = [one, other].map((constant) => exp(net, net.op("MUL", [x, constant], [3, 4])));
    net.output(net.op("ADD", sums, [3, 4]), net.op("SUB", [x, flat], [3, 4]));
    optimizeModel(net.model);
    expect(net.graph.nodes.map(({ operator }) => operator.builtinCode)).toEqual(["MUL", "EXP", "ADD", "SUB"]);
    const contents = new Set(net.graph.values.flatMap(({ constant }) => constant ?? []));
    expect(contents.size).toBe(1);
    expect(net.graph.values.filter(({ constant }) => constant).length).toBe(2);
  });

  test("long contents are compared in the middle, too, and variables stay their own", () => {
    const net = new Network();
    const count = 600_000;
    const long = [0, 0, 1, 0].map((middle) =>
      net.floats(
        [count],
        Array.from({ length: count }, (_, i) => (i === count / 2 ? middle : i % 3)),
      ),
    );
    long[3]!.attributes.isVariable = true;
    const x = net.input([1]);
    for (const constant of long) net.output(net.op("ADD", [x, constant], [count]));
    optimizeModel(net.model);
    const [one, equal, other, variable] = net.graph.nodes.map(({ inputs }) => inputs[1]!);
    expect(equal).toBe(one);
    expect(other!.constant).not.toBe(one!.constant);
    expect(variable).toBe(long[3]);
    expect(net.graph.nodes.length).toBe(4);
  });

  test("not of other options, random numbers, or outputs", async () => {
    const net = new Network();
    const x = net.input([3, 4]);
    const shape = net.integers([3, 4]);
    const options = [{ seed: 1n }, { seed: 1n }];
    const random = options.map((seed) => net.op("RANDOM_UNIFORM", [shape], [3, 4], seed));
    const relus = ["RELU", "NONE"].map((name) =>
      net.op("ADD", [x, x], [3, 4], { fusedActivationFunction: name }),
    );
    net.output(...random, ...relus, exp(net, x), exp(net, x));
    optimizeModel(net.model);
    expect(net.graph.nodes.length).toBe(6);
  });

  test("ADD chains, and nodes that lead nowhere", async () => {
    const nodes = await optimized((net) => {
      const x = net.input([3, 4]);
      exp(net, exp(net, x));
      const sum = net.op("ADD", [net.op("ADD", [x, net.floats([4])], [3, 4]), net.floats([4])], [3, 4]);
      net.output(net.op("ADD", [net.number(2), sum], [3, 4]));
    });
    expect(nodes).toEqual(["ADD"]);
    const read = await optimized((net) => {
      const x = net.op("ADD", [net.input([3, 4]), net.floats([4])], [3, 4]);
      net.output(x, net.op("ADD", [x, net.floats([4])], [3, 4]));
    });
    expect(read).toEqual(["ADD", "ADD"]);
  });
});
