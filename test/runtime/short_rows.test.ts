import { backends, describeEachNative } from "../conformance/backends.js";
import { buildCase, inputsOf } from "../conformance/build_case.js";
import { type Case, casesOf } from "../conformance/case.js";
import { between, f32, i8, i32, i64, q } from "../conformance/tensor_specs.js";

const [reference] = backends;

/** Numbers for the channels of every pixel, on either side, in parts that do not come out even. */
const image = [2, 37, 29, 3];
const sub = casesOf("SUB", "SubOptions");
const mul = casesOf("MUL", "MulOptions");
const cases: Case[] = [
  sub([f32(image), f32([3])], ["FLOAT32"], { fusedActivationFunction: "RELU" }),
  sub([f32([3]), f32(image)], ["FLOAT32"]),
  mul([f32([1, 400, 7]), f32([1, 1, 7])], ["FLOAT32"]),
  mul([f32([5, 127]), f32([127])], ["FLOAT32"]),
  sub([i32(image, between(-9, 9)), i32([3], [1, 2, -3])], ["INT32"]),
  sub([i64([3], [1, 2, -3]), i64(image, between(-9, 9))], ["INT64"]),
  sub([q(i8(image), 0.05, -3), q(i8([3]), 0.02, 7)], [q("INT8", 0.08, 1)]),
  mul([q(i8([3]), 0.02, 7), q(i8(image), 0.05, -3)], [q("INT8", 0.08, 1)]),
];

describeEachNative("short rows that repeat, on the backend $name", (native) => {
  test.each(cases.map((testCase) => ({ name: testCase.name, testCase })))("$name", ({ testCase }) => {
    const outputOf = (backend: (typeof backends)[number]) =>
      backend.open(buildCase(testCase)).runSync(0, inputsOf(testCase, 0), { stepLimit: 10 })[0]!.data;
    expect(outputOf(native)).toEqual(outputOf(reference!));
  });
});
