import type { describeEachNative } from "../conformance/backends.js";
import { buildCase, inputsOf } from "../conformance/build_case.js";
import type { Case } from "../conformance/case.js";
import { stepNamesOf } from "./step_names.js";

type Native = Parameters<Parameters<typeof describeEachNative>[1]>[0];

/** Compares the steps of a model, and its results with those that it has where every node makes its own. */
export function expectTaken(native: Native, testCase: Case, steps: readonly string[]): void {
  const model = buildCase(testCase);
  expect(stepNamesOf(model)).toEqual(steps);
  const session = native.open(model);
  const inputs = inputsOf(testCase, 0);
  const options = { stepLimit: 10 };
  const together = session.runSync(0, inputs, options);
  // For whoever looks at every tensor each node makes its own.
  const alone = session.runSync(0, inputs, { ...options, onTensor: () => undefined });
  expect(session.fallbacks).toEqual([]);
  expect(together.map(({ data }) => data)).toEqual(alone.map(({ data }) => data));
}
