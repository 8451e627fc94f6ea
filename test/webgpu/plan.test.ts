import { constantOf } from "../../src/graph/index.js";
import { importTFLite } from "../../src/importers/tflite.js";
import { typeOf } from "../../src/runtime/constants.js";
import { SessionMemory } from "../../src/runtime/memory.js";
import { prepare } from "../../src/runtime/prepare.js";
import { knownOf } from "../../src/runtime/webgpu/known.js";
import { type GpuPlan, type PlanLimits, planGraph } from "../../src/runtime/webgpu/plan.js";
import { fromBytes, readModel } from "../../src/tflite/index.js";
import { bytesOf, Network } from "../passes/optimize/network.js";
import { wholeModel } from "./models.js";

const limits: PlanLimits = {
  types: { real: "f32", sum: "f32" },
  hasFloat16: true,
  isSpecialized: false,
  mostBufferBytes: 2 ** 27,
  mostStorageBuffers: 8,
};

/** Plans are data: no GPU is needed to look at them. */
function planOf(bytes: Uint8Array, changes: Partial<PlanLimits> = {}, shape?: number[]): GpuPlan {
  const [prepared] = prepare(importTFLite(readModel(fromBytes(bytes))), new Map());
  const inputs = prepared!.graph.inputs.map(typeOf).map((type) => (shape ? { ...type, shape } : type));
  const plan = planGraph(prepared!, inputs, knownOf(new SessionMemory(2 ** 30)), { ...limits, ...changes });
  if ("reason" in plan) throw new Error(plan.reason);
  return plan;
}

const buffersOf = ({ operands }: GpuPlan["dispatches"][number]) =>
  operands.flatMap((operand) => ("buffer" in operand ? [operand.buffer] : []));

test("what is done to each element is done where it is made: one dispatch", () => {
  const { dispatches } = planOf(wholeModel());
  expect(dispatches.map(({ label }) => label)).toEqual(["subgraph 0, operator 0 (CONV_2D), convolution"]);
});

test("but not with more operands than a shader may have", () => {
  const plan = planOf(wholeModel(), { mostStorageBuffers: 4 });
  expect(plan.dispatches.length).toBeGreaterThan(1);
  for (const { operands } of plan.dispatches) expect(operands.length).toBeLessThanOrEqual(4);
});

/** x -> a = exp(x) -> b = exp(a), and a * b. */
function twoReaders(): Uint8Array {
  const network = new Network();
  const input = network.input([2, 4]);
  const a = network.op("EXP", [input], [2, 4]);
  const b = network.op("EXP", [a], [2, 4]);
  network.output(network.op("MUL", [a, b], [2, 4]));
  return bytesOf(network.model);
}

test("a value that several nodes read is made once, and a later one takes its reader in", () => {
  const { dispatches } = planOf(twoReaders());
  expect(dispatches.map(({ label }) => label)).toEqual([
    "subgraph 0, operator 0 (EXP), unary",
    "subgraph 0, operator 1 (EXP), unary",
  ]);
});

test("values that are not alive together share a buffer, and no dispatch reads what it writes", () => {
  const network = new Network();
  let value = network.input([1, 8, 8, 4]);
  for (let i = 0; i < 6; i++)
    value = network.op("CONV_2D", [value, network.floats([4, 1, 1, 4]), null], [1, 8, 8, 4], {
      padding: "SAME",
      strideH: 1,
      strideW: 1,
    });
  network.output(value);
  const { dispatches, buffers } = planOf(bytesOf(network.model));
  expect(dispatches.length).toBe(6);
  expect(buffers).toEqual([1024, 1024]);
  for (const dispatch of dispatches) expect(new Set(buffersOf(dispatch)).size).toBe(2);
});

test("shapes share their shaders, unless each is to have its own", () => {
  const texts = (changes: Partial<PlanLimits>) =>
    [1, 5].map((batch) => planOf(wholeModel(), changes, [batch, 6, 6, 4]).dispatches[0]!.shader.text);
  const [one, five] = texts({});
  expect(one).toBe(five);
  const [own, other] = texts({ isSpecialized: true });
  expect(own).not.toBe(other);
});

test("float16 weights are read as float16, in pairs where shaders do not know the type", () => {
  const network = new Network();
  const input = network.input([1, 4]);
  const halves = network.floats([4, 4]);
  halves.type = "FLOAT16";
  halves.constant = constantOf(new Uint8Array(32));
  const weights = network.op("DEQUANTIZE", [halves], [4, 4], {}, 3);
  network.output(network.op("FULLY_CONNECTED", [input, weights, null], [1, 4]));
  const bytes = bytesOf(network.model);
  const storesOf = (changes: Partial<PlanLimits>) =>
    planOf(bytes, changes).dispatches.flatMap(({ operands }) =>
      operands.flatMap((operand) => ("constant" in operand ? [operand.store] : [])),
    );
  expect(storesOf({})).toEqual(["f16"]);
  expect(storesOf({ hasFloat16: false })).toEqual(["half"]);
});
