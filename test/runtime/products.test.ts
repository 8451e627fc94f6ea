import { describeEachNative } from "../conformance/backends.js";
import { type Case, modelCase, node } from "../conformance/case.js";
import { between, f32 } from "../conformance/tensor_specs.js";
import { expectTaken } from "./expect_taken.js";

interface Gate {
  readonly name: string;
  /** Whether the sigmoid makes the product. */
  readonly taken: boolean;
  readonly order?: readonly string[];
  readonly activation?: "NONE" | "RELU6";
  readonly operator?: "LOGISTIC" | "TANH";
  readonly outputs?: readonly string[];
}

/** A number times its sigmoid, or something close to it. */
function gate({ name, order = ["x", "share"], activation, operator = "LOGISTIC", outputs }: Gate): Case {
  const shape = [5, 77];
  const tensors = {
    x: f32(shape, between(-90, 90)),
    other: f32(shape),
    share: { dtype: "FLOAT32" as const, shape },
    product: { dtype: "FLOAT32" as const, shape },
  };
  const operators = [
    node(operator, ["x"], ["share"]),
    node("MUL", [...order], ["product"], "MulOptions", { fusedActivationFunction: activation ?? "NONE" }),
  ];
  return modelCase("MUL", name, [
    { tensors, inputs: ["x", "other"], outputs: [...(outputs ?? ["product"])], operators },
  ]);
}

const gates: readonly Gate[] = [
  { name: "is taken in", taken: true },
  { name: "the other way round", taken: true, order: ["share", "x"] },
  { name: "with an activation", taken: true, activation: "RELU6" },
  { name: "with another number", taken: false, order: ["share", "other"] },
  { name: "of a sigmoid that is an output itself", taken: false, outputs: ["product", "share"] },
  { name: "of a sigmoid with itself", taken: false, order: ["share", "share"] },
  { name: "of another function", taken: false, operator: "TANH" },
];

describeEachNative("a product of a number and its sigmoid, on $name", (native) => {
  test.each(gates)("$name", (spec) => {
    expectTaken(native, gate(spec), spec.taken ? ["unary"] : ["unary", "binary"]);
  });
});
