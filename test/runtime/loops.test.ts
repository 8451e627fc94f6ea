import { selectBackend } from "../../src/addon/index.js";
import { importTFLite } from "../../src/importers/tflite.js";
import { JsSession } from "../../src/runtime/js/session.js";
import { Loops } from "../../src/runtime/native/loops.js";
import { NativeSession } from "../../src/runtime/native/session.js";
import { prepare } from "../../src/runtime/prepare.js";
import { fromBytes, readModel } from "../../src/tflite/index.js";
import { buildCase, inputsOf } from "../conformance/build_case.js";
import { type Case, modelCase, node, type SubgraphSpec } from "../conformance/case.js";
import { counting } from "../conformance/cases/control_flow.js";
import { constant, f32, i32 } from "../conformance/tensor_specs.js";
import { backends } from "../model/backends.js";

const STEP_LIMIT = 100;
const describeNative = backends.includes("native") ? describe : describe.skip;
const graphsOf = (spec: Case) => prepare(importTFLite(readModel(fromBytes(buildCase(spec)))), new Map());

function openNative(spec: Case): NativeSession {
  const backend = selectBackend({ backend: "native", threads: 1 });
  if (backend.kind !== "native") throw new Error(backend.reason);
  return new NativeSession(graphsOf(spec), backend);
}

/** Two runs on both backends, and whether the loop of each native run was one segment. */
function outcome(spec: Case) {
  const got = jest.spyOn(Loops.prototype, "get");
  const [native, js] = [openNative(spec), new JsSession(graphsOf(spec))];
  const runs = [0, 1].map((run) => {
    const inputs = inputsOf(spec, run);
    const options = { stepLimit: STEP_LIMIT };
    return { native: native.runSync(0, inputs, options), js: js.runSync(0, inputs, options), inputs };
  });
  const loops = got.mock.results.map(({ value }) => value !== null);
  got.mockRestore();
  native.dispose();
  js.dispose();
  return { runs, loops };
}

/**
 * Element `first` of a list becomes x, which doubles, as the converter writes it: the slice before it, the element, and the slice
 * from `behind` on.
 */
const listUpdate = (
  first: "i" | "next",
  behind: "i" | "next",
  counted: [number, number] = [0, 3],
): SubgraphSpec[] =>
  counting(
    { list: f32([4, 1, 2]), x: f32([1, 2]) },
    {
      tensors: {
        sum: f32([1, 2]),
        shape: constant(i32([1], [1])),
        "row shape": constant(i32([3], [1, 1, 2])),
        start: constant(i32([3], [0, 0, 0])),
        "row start": constant(i32([2], [0, 0])),
        "row size": constant(i32([2], [1, 2])),
        rest: constant(i32([3], [-1, 1, 2])),
        at: i32([1]),
        size: i32([3]),
        before: f32([1, 1, 2]),
        "behind it": i32([1]),
        begin: i32([3]),
        after: f32([1, 1, 2]),
        row: f32([1, 1, 2]),
        written: f32([4, 1, 2]),
      },
      outputs: ["written", "sum"],
      operators: [
        node("ADD", ["x", "x"], ["sum"]),
        node("RESHAPE", [first, "shape"], ["at"]),
        node("CONCATENATION", ["at", "row size"], ["size"], "ConcatenationOptions", { axis: 0 }),
        node("SLICE", ["list", "start", "size"], ["before"]),
        node("RESHAPE", [behind, "shape"], ["behind it"]),
        node("CONCATENATION", ["behind it", "row start"], ["begin"], "ConcatenationOptions", { axis: 0 }),
        node("SLICE", ["list", "begin", "rest"], ["after"]),
        node("RESHAPE", ["sum", "row shape"], ["row"]),
        node("CONCATENATION", ["before", "row", "after"], ["written"], "ConcatenationOptions", { axis: 0 }),
      ],
    },
    counted,
  );

const pair = { a: f32([2]), b: f32([2]) };
const noTensors = { tensors: {}, operators: [] };
const sum = (first: string) => ({
  tensors: { sum: f32([2]) },
  outputs: [first, "sum"],
  operators: [node("ADD", ["a", "b"], ["sum"])],
});

describeNative("a native loop", () => {
  test.each<[string, SubgraphSpec[], boolean]>([
    ["hands no variable on", counting(pair, sum("sum")), true],
    ["hands one on", counting(pair, sum("a")), true],
    ["exchanges variables", counting(pair, { ...noTensors, outputs: ["b", "a"] }), false],
    ["moves a variable", counting(pair, sum("b")), false],
    ["writes elements of a list", listUpdate("i", "next"), true],
    ["leaves elements of a list out", listUpdate("i", "i"), false],
    ["puts elements behind those of a list", listUpdate("next", "next"), false],
  ])("that %s gives what the reference gives", (name, graphs, isLoop) => {
    const { runs, loops } = outcome(modelCase("WHILE", name, graphs));
    for (const { native, js } of runs) expect(native).toEqual(js);
    expect(loops[0]).toBe(isLoop);
  });

  test("that writes elements of a list leaves the others as they are", () => {
    const { runs } = outcome(modelCase("WHILE", "writes elements of a list", listUpdate("i", "next")));
    for (const { native, inputs } of runs) {
      const [, list, x] = inputs.map(({ data }) => data as Float32Array);
      const rows = [2, 4, 8].flatMap((factor) => [...x!].map((value) => factor * value));
      expect(native[1]!.data).toEqual(Float32Array.from([...rows, ...list!.slice(6)]));
    }
  });

  test("that writes behind the end of a list fails as the reference does", () => {
    const spec = modelCase("WHILE", "writes behind the end", listUpdate("i", "next", [2, 9]));
    for (const session of [openNative(spec), new JsSession(graphsOf(spec))]) {
      const run = () => session.runSync(0, inputsOf(spec, 0), { stepLimit: STEP_LIMIT });
      expect(run).toThrow(/subgraph 2/);
      session.dispose();
    }
  });

  test("that exchanges variables does so at once", () => {
    const { runs } = outcome(
      modelCase("WHILE", "exchanges", counting(pair, { ...noTensors, outputs: ["b", "a"] })),
    );
    for (const { native, inputs } of runs)
      expect(native.slice(1).map(({ data }) => data)).toEqual([inputs[2]!.data, inputs[1]!.data]);
  });

  test("counts the steps that the reference counts", () => {
    const spec = modelCase("WHILE", "counts", counting(pair, sum("a")));
    const [native, js] = [openNative(spec), new JsSession(graphsOf(spec))];
    for (let stepLimit = 1; stepLimit < 16; stepLimit++) {
      const ends = [native, js].map((session) => {
        try {
          return session.runSync(0, inputsOf(spec, 0), { stepLimit }).length;
        } catch (error) {
          return (error as { code: string }).code;
        }
      });
      expect(ends[0]).toBe(ends[1]);
    }
    native.dispose();
    js.dispose();
  });
});
