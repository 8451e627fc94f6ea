import type { Node, Value } from "../../../src/graph/index.js";
import { replacement } from "../../../src/passes/optimize/change.js";
import { makeNode } from "../../../src/passes/optimize/nodes.js";
import { passOf } from "../../../src/passes/optimize/rule.js";
import { Network } from "./network.js";
import { optimizeModel } from "./optimized.js";

/** EXP of EXP becomes NEG of what is there before, without asking whether something else reads what is in between. */
const careless = passOf({
  name: "careless",
  anchors: ["EXP"],
  match(node, view) {
    const before = view.producerOf(node.inputs[0]);
    if (!before) return null;
    return replacement(
      "is made NEG",
      node,
      [makeNode(view, "NEG", before.inputs, node.outputs[0]!)],
      [before],
    );
  },
});

const namesOf = (nodes: readonly Node[]) => nodes.map(({ operator }) => operator.builtinCode);

const exp = (net: Network, x: Value, times: number): Value => {
  let y = x;
  for (let i = 0; i < times; i++) y = net.op("EXP", [y], [2, 3]);
  return y;
};

describe("the sweeps of a rule", () => {
  test("make changes that touch each other one after another", () => {
    const net = new Network();
    net.output(exp(net, net.input([2, 3]), 5));
    optimizeModel(net.model, [careless]);
    // The first two and the next two; then the last with the second NEG.
    expect(namesOf(net.graph.nodes)).toEqual(["NEG", "NEG"]);
    expect(net.model.operatorCodes.map(({ builtinCode }) => builtinCode)).toEqual(["NEG"]);
  });

  test("leave values that something else reads, and outputs", () => {
    const read = new Network();
    const x = exp(read, read.input([2, 3]), 1);
    read.output(exp(read, x, 1), read.op("ABS", [x], [2, 3]));
    optimizeModel(read.model, [careless]);
    expect(namesOf(read.graph.nodes)).toEqual(["EXP", "EXP", "ABS"]);
    const output = new Network();
    const y = exp(output, output.input([2, 3]), 1);
    output.output(y, exp(output, y, 1));
    optimizeModel(output.model, [careless]);
    expect(namesOf(output.graph.nodes)).toEqual(["EXP", "EXP"]);
  });

  test("leave nodes that read variables, and nodes that have to run in an order", () => {
    const variable = new Network();
    const state = variable.input([2, 3]);
    state.attributes.isVariable = true;
    variable.output(exp(variable, state, 2));
    optimizeModel(variable.model, [careless]);
    expect(namesOf(variable.graph.nodes)).toEqual(["EXP", "EXP"]);
    const ordered = new Network();
    ordered.output(exp(ordered, ordered.input([2, 3]), 2));
    const [before, after] = ordered.graph.nodes;
    ordered.graph.controlDependencies.push({ before: before!, after: after! });
    optimizeModel(ordered.model, [careless]);
    expect(namesOf(ordered.graph.nodes)).toEqual(["EXP", "EXP"]);
  });
});
