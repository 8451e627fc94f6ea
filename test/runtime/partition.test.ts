import { importTFLite } from "../../src/importers/tflite.js";
import { keepLargest, partitionNodes } from "../../src/runtime/delegate/partition.js";
import { prepare } from "../../src/runtime/prepare.js";
import { fromBytes, readModel } from "../../src/tflite/index.js";
import { bytesOf, Network } from "../passes/optimize/network.js";

/** The nodes of a graph whose EXP are taken by a delegate, by their operators. */
function partition(network: Network) {
  const [prepared] = prepare(importTFLite(readModel(fromBytes(bytesOf(network.model)))), new Map());
  const { nodes, graph } = prepared!;
  return partitionNodes(
    nodes,
    ({ operator }) => operator === "EXP",
    (value) => graph.inputs.includes(value),
  );
}

const namesOf = (sets: ReturnType<typeof partition>) =>
  sets.map(({ isDelegated, nodes }) => [isDelegated, nodes.map(({ operator }) => operator).join(" ")]);

test("a branch that waits for the CPU does not end a part", () => {
  const network = new Network();
  const input = network.input([4]);
  const left = network.op("SIN", [network.op("EXP", [input], [4])], [4]);
  const right = network.op("EXP", [network.op("EXP", [input], [4])], [4]);
  network.output(network.op("EXP", [network.op("ADD", [left, right], [4])], [4]));
  expect(namesOf(partition(network))).toEqual([
    [true, "EXP EXP EXP"],
    [false, "SIN ADD"],
    [true, "EXP"],
  ]);
});

test("the largest parts are kept, the others join their neighbours", () => {
  const network = new Network();
  let value = network.input([4]);
  for (const name of ["EXP", "SIN", "EXP", "EXP", "SIN", "EXP"] as const)
    value = network.op(name, [value], [4]);
  network.output(value);
  const sets = partition(network);
  expect(namesOf(sets)).toEqual([
    [true, "EXP"],
    [false, "SIN"],
    [true, "EXP EXP"],
    [false, "SIN"],
    [true, "EXP"],
  ]);
  expect(namesOf(keepLargest(sets, 1))).toEqual([
    [false, "EXP SIN"],
    [true, "EXP EXP"],
    [false, "SIN EXP"],
  ]);
  expect(keepLargest(sets, 3).length).toBe(5);
});
