import { operators } from "../../src/ops/index.js";
import { backends } from "./backends.js";
import type { Case } from "./case.js";
import { failureOf, NO_KERNEL } from "./check_case.js";
import { families } from "./families.js";
import { type GoldenCase, readGoldenCases } from "./golden_cases.js";

const everything = Object.entries(families).map(([family, cases]) => ({
  family,
  cases,
  golden: readGoldenCases(family),
}));

function byOperator(cases: readonly Case[]): [string, Case[]][] {
  const groups = new Map<string, Case[]>();
  for (const testCase of cases)
    groups.set(testCase.operator, [...(groups.get(testCase.operator) ?? []), testCase]);
  return [...groups];
}

for (const backend of backends)
  describe.each(everything)(`$family on the backend ${backend.name}`, ({ cases, golden }) => {
    test.each(byOperator(cases))("%s", (_, group) => {
      expect(failuresOf(group, golden, backend)).toEqual([]);
    });
  });

function failuresOf(
  group: readonly Case[],
  golden: ReadonlyMap<string, GoldenCase>,
  backend: (typeof backends)[number],
): string[] {
  const failures = group.flatMap((testCase) => {
    const failure = failureOf(backend, testCase, golden.get(testCase.name));
    return failure ? [{ failure, line: `${testCase.name}: ${failure}` }] : [];
  });
  // Out of scope: what counts is the typed error, which says that there is no kernel.
  if (group[0]!.operator.startsWith("STABLEHLO_") && failures.every(({ failure }) => failure === NO_KERNEL))
    return [];
  const missing = failures.filter(({ failure }) => failure === NO_KERNEL).length;
  const others = failures.filter(({ failure }) => failure !== NO_KERNEL).map(({ line }) => line);
  return missing > 0 ? [`no kernel for ${missing} of ${group.length} cases`, ...others] : others;
}

test("names are unique, so that each case has an answer of its own", () => {
  const twice = everything.flatMap(({ cases }) => {
    const names = cases.map(({ name }) => name);
    return names.filter((name, i) => names.indexOf(name) !== i);
  });
  expect(twice).toEqual([]);
});

test("no answer is left of a case that is gone", () => {
  const gone = everything.flatMap(({ cases, golden }) => {
    const names = new Set(cases.map(({ name }) => name));
    return [...golden.keys()].filter((name) => !names.has(name));
  });
  expect(gone).toEqual([]);
});

test("every operator that has a kernel has cases", () => {
  const tested = new Set(everything.flatMap(({ cases }) => cases.map(({ operator }) => operator as string)));
  const untested = operators
    .filter(({ kernel, name }) => kernel && !tested.has(name))
    .map(({ name }) => name);
  expect(untested).toEqual([]);
});
