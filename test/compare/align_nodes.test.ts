import { alignNodes } from "../../src/compare/align_nodes.js";
import type { Node } from "../../src/graph/index.js";

/** "ADD:sum" is an ADD that makes the tensor "sum". */
const nodes = (...texts: string[]): Node[] =>
  texts.map((text) => {
    const [builtinCode, name] = text.split(":");
    return {
      operator: { builtinCode, customCode: null },
      inputs: [],
      outputs: [{ name }],
    } as unknown as Node;
  });

const shown = (a: Node[], b: Node[]) =>
  alignNodes(a, b).map((pair) => `${pair.a.outputs[0]!.name}=${pair.b.outputs[0]!.name} ${pair.by}`);

test("the same operators are the same graph, though names have moved on", () => {
  expect(shown(nodes("ADD:t", "ADD:t1", "MUL:m"), nodes("ADD:t1", "ADD:t2", "MUL:m"))).toEqual([
    "t=t1 structure",
    "t1=t2 structure",
    "m=m structure",
  ]);
});

test("names pair what they can, and structure what lies between", () => {
  const a = nodes("CONV_2D:c", "ADD:s", "RELU:r", "MUL:m");
  const b = nodes("QUANTIZE:q", "CONV_2D:c", "ADD:other", "RELU:r", "PAD:p", "MUL:m");
  expect(shown(a, b)).toEqual(["c=c name", "s=other structure", "r=r name", "m=m name"]);
});

test("a name of another operator, one that is not unique, or one out of order pairs nothing", () => {
  expect(shown(nodes("ADD:x"), nodes("MUL:x", "ADD:y"))).toEqual([]);
  expect(shown(nodes("ADD:x", "ADD:x"), nodes("ADD:x"))).toEqual([]);
  const a = nodes("ADD:a", "ADD:b", "MUL:c", "MUL:d");
  expect(shown(a, nodes("MUL:d", "ADD:a", "ADD:b", "MUL:c"))).toEqual(["a=a name", "b=b name", "c=c name"]);
});
