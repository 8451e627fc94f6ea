import { describeEachNative } from "../conformance/backends.js";
import { type Case, modelCase, node, type TensorSpec } from "../conformance/case.js";
import { i8, q } from "../conformance/tensor_specs.js";
import { expectTaken } from "./expect_taken.js";

interface Product {
  readonly name: string;
  /** Whether the table of the logistic function is that of the product. */
  readonly taken: boolean;
  readonly factors: readonly string[];
  readonly outputs?: readonly string[];
}

const products: readonly Product[] = [
  { name: "with what it is of", taken: true, factors: ["x", "logistic"] },
  { name: "the other way round", taken: true, factors: ["logistic", "x"] },
  { name: "with something else", taken: false, factors: ["y", "logistic"] },
  { name: "with itself", taken: false, factors: ["logistic", "logistic"] },
  { name: "beside others", taken: false, factors: ["x", "logistic"], outputs: ["product", "logistic"] },
];

/** The product of a logistic function with something. */
function product({ name, factors, outputs = ["product"] }: Product): Case {
  const shape = [3, 131];
  const tensors: Record<string, TensorSpec> = {
    x: q(i8(shape), 0.06, 4),
    y: q(i8(shape), 0.05, -3),
    logistic: { ...q("INT8", 1 / 256, -128), shape },
    product: { ...q("INT8", 0.05, -100), shape },
  };
  const operators = [
    node("LOGISTIC", ["x"], ["logistic"]),
    node("MUL", [...factors], ["product"], "MulOptions", { fusedActivationFunction: "NONE" }),
  ];
  return modelCase("MUL", name, [{ tensors, inputs: ["x", "y"], outputs: [...outputs], operators }]);
}

describeEachNative("a product of a logistic function, on $name", (native) => {
  test.each(products)("$name", (spec) => {
    expectTaken(native, product(spec), spec.taken ? ["lookup"] : ["lookup", "quantized_product"]);
  });
});
