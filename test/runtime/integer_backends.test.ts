import { isHalfliteError } from "../../src/errors.js";
import type { NativeSession } from "../../src/runtime/native/session.js";
import type { Session } from "../../src/runtime/session.js";
import type { Tensor } from "../../src/tensor/index.js";
import { backends, describeEachNative } from "../conformance/backends.js";
import { buildCase, inputsOf } from "../conformance/build_case.js";
import { type Case, casesOf } from "../conformance/case.js";
import { between, constant, f32, i8, i16, i32, q, u8 } from "../conformance/tensor_specs.js";

const [reference] = backends;

const squareRoots = [casesOf("RSQRT", null), casesOf("SQRT", null)];
const divide = casesOf("DIV", "DivOptions");
const normalize = casesOf("L2_NORMALIZATION", "L2NormOptions");
const logSoftmax = casesOf("LOG_SOFTMAX", "LogSoftmaxOptions");
const matmul = casesOf("BATCH_MATMUL", "BatchMatMulOptions");

/** Sizes beyond those of the recorded cases: every element, whole vectors and tails. */
const ROWS = 17;
const DEPTH = 259;

const cases: Case[] = [
  ...squareRoots.flatMap((root) => [
    root([q(i8([ROWS, DEPTH], between(-28, 127)), 0.1, -28)], [q("INT8", 0.02, -128)]),
    root([q(i16([ROWS, DEPTH], between(0, 32767)), 0.001)], [q("INT16", 0.001)]),
    root([q(i8([3], [5, -29, 6]), 0.1, -28)], [q("INT8", 0.02, -128)]),
    root([q(i16([3], [5, -1, 6]), 0.001)], [q("INT16", 0.001)]),
  ]),
  casesOf("ABS", "AbsOptions")([q(i16([ROWS, DEPTH]), 0.0005)], [q("INT16", 0.0004)]),
  casesOf("ABS", "AbsOptions")([i32([ROWS, DEPTH])], ["INT32"]),
  casesOf("SIGN", "SignOptions")([i32([ROWS, DEPTH], between(-3, 3))], ["INT32"]),
  casesOf("PRELU", null)(
    [q(i8([ROWS, DEPTH]), 0.05, 3), constant(q(i8([DEPTH]), 0.01, -2))],
    [q("INT8", 0.05, 1)],
  ),
  casesOf("PRELU", null)(
    [q(u8([ROWS, DEPTH]), 0.05, 130), q(u8([ROWS, 1]), 0.01, 120)],
    [q("UINT8", 0.04, 128)],
  ),
  divide([q(i8([ROWS, DEPTH]), 0.05, -3), q(i8([DEPTH], between(8, 127)), 0.02, 7)], [q("INT8", 0.08, 1)]),
  divide(
    [q(u8([ROWS, DEPTH]), 0.05, 120), q(u8([ROWS, 1], between(131, 255)), 0.02, 130)],
    [q("UINT8", 0.08, 128)],
  ),
  divide([q(i8([2, 3]), 0.05, -3), q(i8([3], [6, 7, 8]), 0.02, 7)], [q("INT8", 0.08, 1)]),
  divide([q(i8([2, 3]), 0.05, -3), constant(q(i8([3], [6, 7, 8]), 0.02, 7))], [q("INT8", 0.08, 1)]),
  casesOf("SQUARED_DIFFERENCE", "SquaredDifferenceOptions")(
    [q(i8([ROWS, DEPTH]), 0.05, -3), q(i8([ROWS, DEPTH]), 0.02, 7)],
    [q("INT8", 0.3, -120)],
  ),
  casesOf("LESS", "LessOptions")(
    [q(i8([ROWS, DEPTH]), 0.05, -3), constant(q(i8([], [9]), 0.02, 7))],
    ["BOOL"],
  ),
  casesOf("EQUAL", "EqualOptions")([q(u8([ROWS, DEPTH]), 0.05, 3), q(u8([DEPTH]), 0.05, 7)], ["BOOL"]),
  casesOf("RIGHT_SHIFT", "RightShiftOptions")([i8([ROWS, DEPTH]), i8([ROWS, DEPTH])], ["INT8"]),
  ...[1, 2].flatMap((rows) => [
    normalize([q(i8([rows, DEPTH]), 0.05, -3)], [q("INT8", 1 / 128)]),
    normalize([q(u8([rows, DEPTH]), 0.05, 120)], [q("UINT8", 1 / 128, 128)]),
  ]),
  ...[0.00005, 0.0005, 0.05].map((scale) =>
    casesOf("SOFTMAX", "SoftmaxOptions")([q(i16([ROWS, DEPTH]), scale)], [q("INT16", 2 ** -15)], {
      beta: 1.5,
    }),
  ),
  ...[0.002, 0.05, 0.4, 3].flatMap((scale) => [
    logSoftmax([q(i8([ROWS, DEPTH]), scale, -3)], [q("INT8", 1 / 16, 127)]),
    logSoftmax([q(u8([ROWS, DEPTH]), scale, 128)], [q("UINT8", 1 / 16, 255)]),
    logSoftmax([q(i8([259, 3]), scale, -3)], [q("INT8", 1 / 16, 127)]),
  ]),
  normalize([q(i8([2, 3], [7, 7, 7, 7, 8, 7]), 0.05, 7)], [q("INT8", 1 / 128)]),
  ...(["SUM", "MEAN", "REDUCE_MAX"] as const).map((name) =>
    casesOf(name, "ReducerOptions")([q(i8([0, 4]), 0.1, 3), constant(i32([1], [1]))], [q("INT8", 0.1, 3)]),
  ),
  casesOf("REDUCE_MIN", "ReducerOptions")([f32([0, 4]), constant(i32([1], [1]))], ["FLOAT32"]),
  matmul([f32([2, 0, 3]), f32([2, 3, 2])], ["FLOAT32"]),
  matmul([f32([2, 2, 0]), f32([2, 0, 2])], ["FLOAT32"]),
  matmul([q(i8([2, 0]), 0.1, 3), q(i8([0, 5]), 0.1, 4)], [q("INT8", 0.1, -7)]),
];

/** The outputs, or the error. */
function outcomeOf(session: Session, testCase: Case): readonly Tensor["data"][] | string {
  try {
    const outputs = session.runSync(0, inputsOf(testCase, 0), { stepLimit: 100 });
    return outputs.map(({ data }) => data);
  } catch (error) {
    if (!isHalfliteError(error)) throw error;
    return error.message;
  }
}

describeEachNative("integers on the backend $name", (native) => {
  test.each(cases.map((testCase) => ({ name: testCase.name, testCase })))("$name", ({ testCase }) => {
    const session = native.open(buildCase(testCase)) as NativeSession;
    expect(outcomeOf(session, testCase)).toEqual(outcomeOf(reference!.open(buildCase(testCase)), testCase));
    expect(session.fallbacks).toEqual([]);
  });
});
