import { Constant } from "../../../src/graph/index.js";
import { computedSource } from "../../../src/tflite/index.js";
import { Network } from "./network.js";
import { optimizeModel } from "./optimized.js";

const GIB = 2 ** 30;

test("passes look at large constants' ends alone, if at all", () => {
  let bytes = 0;
  const net = new Network();
  const matrix = (seed: number) => {
    const value = net.floats([1, 1]);
    value.attributes.shape = [2 ** 15, 2 ** 14];
    const source = computedSource("large", 2 * GIB, (offset, length) => {
      bytes += length;
      return new Uint8Array(length).fill(offset + seed);
    });
    value.constant = new Constant({ source, offset: 0, byteLength: 2 * GIB });
    return value;
  };
  const x = net.op("BATCH_MATMUL", [net.input([2, 3, 2 ** 15]), matrix(1)], [2, 3, 2 ** 14]);
  const y = net.op("MUL", [x, net.floats([2 ** 14])], [2, 3, 2 ** 14]);
  const z = net.op("ADD", [y, net.floats([2 ** 14])], [2, 3, 2 ** 14]);
  const reversed = net.op("TRANSPOSE", [matrix(2), net.integers([1, 0])], [2 ** 14, 2 ** 15]);
  const products = ["FULLY_CONNECTED", "FULLY_CONNECTED"] as const;
  const others = products.map((name) =>
    net.op(name, [net.input([1, 2 ** 15]), reversed, null], [1, 2 ** 14]),
  );
  net.output(net.op("RELU", [z], [2, 3, 2 ** 14]), ...others);
  optimizeModel(net.model);
  expect(net.graph.nodes.map(({ operator }) => operator.builtinCode)).toEqual([
    "FULLY_CONNECTED",
    ...products,
  ]);
  expect(bytes).toBeLessThan(2 ** 20);
  const weights = net.graph.nodes[0]!.inputs[1]!.constant!;
  expect(weights.range.source.computed).toBe(true);
  expect(weights.byteLength).toBe(2 * GIB);
});
