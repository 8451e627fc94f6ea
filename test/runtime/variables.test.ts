import { selectBackend } from "../../src/addon/index.js";
import { importTFLite } from "../../src/importers/tflite.js";
import { JsSession } from "../../src/runtime/js/session.js";
import { NativeSession } from "../../src/runtime/native/session.js";
import { prepare } from "../../src/runtime/prepare.js";
import type { Session } from "../../src/runtime/session.js";
import { fromBytes, readModel } from "../../src/tflite/index.js";
import { buildCase, inputsOf } from "../conformance/build_case.js";
import {
  modelCase,
  node,
  type OperatorSpec,
  type SubgraphSpec,
  type TensorSpec,
} from "../conformance/case.js";
import { counting } from "../conformance/cases/control_flow.js";
import { assign, handle, read, resource } from "../conformance/cases/variable.js";
import { constant, dynamic, f32, i32 } from "../conformance/tensor_specs.js";
import { backends } from "../model/backends.js";

const describeNative = backends.includes("native") ? describe : describe.skip;

const x = f32([3]);
const once: OperatorSpec = node("CALL_ONCE", [], [], "CallOnceOptions", { initSubgraphIndex: 1 });
const join = (a: string, b: string, to: string): OperatorSpec =>
  node("CONCATENATION", [a, b], [to], "ConcatenationOptions", { axis: 0 });

/** Gives v its first value. */
const first = (value: TensorSpec): SubgraphSpec => ({
  tensors: { v: resource, start: constant(value) },
  inputs: [],
  outputs: [],
  operators: [handle("v"), assign("v", "start")],
});

const main = (
  tensors: SubgraphSpec["tensors"],
  outputs: readonly string[],
  operators: readonly OperatorSpec[],
): SubgraphSpec => ({ tensors: { x, v: resource, ...tensors }, inputs: ["x"], outputs, operators });

const add = (a: string, b: string, to: string): OperatorSpec => node("ADD", [a, b], [to]);
const three = { a: x, b: x, c: x };

/** Adds up its inputs. */
const sum: SubgraphSpec[] = [
  main(three, ["b"], [once, handle("v"), read("v", "a"), add("a", "x", "b"), assign("v", "b")]),
  first(x),
];

const open = dynamic(f32([3]), [-1]);

const models: readonly [name: string, graphs: SubgraphSpec[]][] = [
  ["adds up its inputs", sum],
  [
    "reads what it assigned",
    [
      main(
        three,
        ["a", "b", "c"],
        [
          once,
          handle("v"),
          read("v", "a"),
          assign("v", "x"),
          read("v", "b"),
          add("a", "b", "c"),
          assign("v", "c"),
        ],
      ),
      first(x),
    ],
  ],
  [
    "assigns what it read, a constant, an input and an output",
    [
      main(
        { ...three, w: resource, other: constant(x), d: x },
        ["a", "b", "d"],
        [
          once,
          handle("v"),
          handle("w"),
          read("v", "a"),
          assign("w", "a"),
          read("w", "b"),
          assign("v", "other"),
          assign("v", "x"),
          add("a", "x", "d"),
          assign("v", "d"),
          assign("w", "other"),
        ],
      ),
      first(x),
    ],
  ],
  [
    "makes a variable longer each time",
    [
      main(
        { a: open, b: open },
        ["b"],
        [once, handle("v"), read("v", "a"), join("a", "x", "b"), assign("v", "b")],
      ),
      first(x),
    ],
  ],
  [
    "hands the handle to a subgraph, which assigns the variable in between",
    [
      main(
        { ...three, d: x },
        ["a", "b", "c", "d"],
        [
          once,
          handle("v"),
          read("v", "a"),
          add("a", "x", "d"),
          assign("v", "d"),
          node("CALL", ["v", "x"], ["b"], "CallOptions", { subgraph: 2 }),
          read("v", "c"),
        ],
      ),
      first(x),
      {
        tensors: { v: resource, x, e: x, f: x },
        inputs: ["v", "x"],
        outputs: ["f"],
        operators: [read("v", "e"), add("e", "x", "f"), assign("v", "f")],
      },
    ],
  ],
];

/** A loop whose body adds to a variable that nobody sees but the next iteration. */
const loop = (): SubgraphSpec[] => {
  const [graph, condition, body] = counting(
    { x },
    {
      tensors: { w: resource, a: x, b: x },
      outputs: ["b"],
      operators: [handle("w", "v"), read("w", "a"), add("a", "x", "b"), assign("w", "b")],
    },
  );
  const operators = graph!.operators.map((operator) =>
    operator.operator === "WHILE"
      ? node("WHILE", ["i", "x"], ["last", "x last"], "WhileOptions", {
          condSubgraphIndex: 2,
          bodySubgraphIndex: 3,
        })
      : operator,
  );
  return [{ ...graph!, operators: [once, ...operators] }, first(x), condition!, body!];
};

function sessionsOf(name: string, graphs: SubgraphSpec[]) {
  const spec = modelCase("READ_VARIABLE", name, graphs);
  const prepared = () => prepare(importTFLite(readModel(fromBytes(buildCase(spec)))), new Map());
  const backend = selectBackend({ backend: "native", threads: 1 });
  if (backend.kind !== "native") throw new Error(backend.reason);
  return { spec, native: new NativeSession(prepared(), backend), js: new JsSession(prepared()) };
}

const OPTIONS = { stepLimit: 100 };

describeNative("variables on the native backend", () => {
  test.each([...models, ["are assigned in a loop", loop()] as const])(
    "a model that %s",
    async (name, graphs) => {
      const { spec, native, js } = sessionsOf(name, [...graphs]);
      for (let run = 0; run < 4; run++) {
        const inputs = inputsOf(spec, run);
        const expected = js.runSync(0, inputs, OPTIONS);
        expect(run % 2 ? native.runSync(0, inputs, OPTIONS) : await native.run(0, inputs, OPTIONS)).toEqual(
          expected,
        );
      }
      native.dispose();
      js.dispose();
    },
  );

  test("have their first values again when they are reset", () => {
    const { spec, native, js } = sessionsOf("adds up its inputs", sum);
    const results = (session: Session) =>
      [0, 1, 2].map((run) => {
        if (run === 2) session.resetVariables();
        return session.runSync(0, inputsOf(spec, run % 2), OPTIONS);
      });
    const [begin, next, again] = results(native);
    expect([begin, next, again]).toEqual(results(js));
    expect(again).toEqual(begin);
    expect(next).not.toEqual(begin);
  });

  test("are read and assigned by programs that hold what is between them", () => {
    const { spec, native } = sessionsOf("adds up its inputs", sum);
    const operators = (run: number) => {
      const seen: string[] = [];
      native.runSync(0, inputsOf(spec, run), { ...OPTIONS, onNode: ({ operator }) => seen.push(operator) });
      return seen;
    };
    operators(0);
    expect(operators(1)).toEqual(["CALL_ONCE", "ADD"]);
  });

  test("are seen by observers", () => {
    const { spec, native, js } = sessionsOf("adds up its inputs", sum);
    const seen = (session: Session) => {
      const all = new Map<string, unknown>();
      for (const run of [0, 1]) {
        const onTensor = (value: { name: string }, { data }: { data: unknown }) =>
          all.set(`${run} ${value.name}`, data);
        session.runSync(0, inputsOf(spec, run), { ...OPTIONS, onTensor });
      }
      return all;
    };
    expect(seen(native)).toEqual(seen(js));
    expect([...seen(native).keys()]).toContain("1 a");
  });

  test("of another type than a READ_VARIABLE declares, or without a value, are errors as on the other", () => {
    const wrong = [main(three, ["a"], [once, handle("v"), read("v", "a")]), first(i32([3]))];
    const none = [main(three, ["a"], [handle("v"), read("v", "a"), assign("v", "x")]), first(x)];
    for (const graphs of [wrong, none]) {
      const { spec, native, js } = sessionsOf("fails", graphs);
      const failure = (session: Session) => {
        try {
          return session.runSync(0, inputsOf(spec, 0), OPTIONS);
        } catch (error) {
          return (error as Error).message;
        }
      };
      for (let run = 0; run < 2; run++) {
        const message = failure(native);
        expect(typeof message).toBe("string");
        expect(message).toBe(failure(js));
      }
    }
  });
});
