import type { GpuDelegate } from "../../src/index.js";
import { isHalfliteError } from "../../src/index.js";
import type { Tensor } from "../../src/tensor/index.js";
import type { Case } from "../conformance/case.js";
import { differenceOf } from "../conformance/check_case.js";
import { families } from "../conformance/families.js";
import { readGoldenCases } from "../conformance/golden_cases.js";
import type { Tolerance } from "../conformance/tolerances.js";
import { useDelegates } from "./gpu.js";
import { delegatedOperators } from "./operators.js";
import { roundedCase } from "./rounded_case.js";
import { runOnGpu, runReference } from "./run_case.js";
import { hasSpecialNumbers } from "./special_numbers.js";
import { float16Tolerance, float32Tolerance } from "./tolerances.js";

const delegates = useDelegates("conformance of the GPU delegate");

/** What is wrong with one run of a case. */
function differenceOfRuns(expected: readonly Tensor[][], actual: readonly Tensor[][], tolerance: Tolerance) {
  for (const [run, wanted] of expected.entries())
    for (const [i, tensor] of wanted.entries()) {
      const difference = differenceOf(tensor, actual[run]?.[i], tolerance);
      if (difference) return `run ${run}, output ${i}: ${difference}`;
    }
  return null;
}

/** The operators that the GPU took in any case. */
const taken = new Set<string>();
const counts = { float32: 0, float16: 0, special: 0, beyond: 0 };

/** What the reference refuses for the same reason is held to its own conformance. */
function unlessRefused(testCase: Case, error: unknown): string | null {
  try {
    runReference(testCase);
  } catch (refusal) {
    if (isHalfliteError(error) && isHalfliteError(refusal, error.code)) return null;
  }
  return String(error);
}

async function failureInFloat32(
  testCase: Case,
  golden: readonly Tensor[][],
  single: GpuDelegate,
): Promise<string | null> {
  if (hasSpecialNumbers(testCase)) {
    counts.special++;
    return null;
  }
  try {
    const actual = await runOnGpu(testCase, single);
    if (!actual) return null;
    taken.add(testCase.operator);
    counts.float32++;
    return differenceOfRuns(golden, actual, float32Tolerance(testCase.operator));
  } catch (error) {
    return unlessRefused(testCase, error);
  }
}

async function failureInFloat16(testCase: Case, half: GpuDelegate): Promise<string | null> {
  const rounded = roundedCase(testCase);
  if (!rounded) {
    counts.beyond++;
    return null;
  }
  try {
    const actual = await runOnGpu(rounded, half);
    if (!actual) return null;
    const expected = runReference(rounded);
    const isBeyond = expected
      .flat()
      .some(({ dtype, data }) => dtype === "FLOAT32" && hasBeyond(data as Float32Array));
    if (isBeyond) counts.beyond++;
    else counts.float16++;
    return isBeyond ? null : differenceOfRuns(expected, actual, float16Tolerance(testCase.operator));
  } catch (error) {
    return unlessRefused(rounded, error);
  }
}

const hasBeyond = (data: Float32Array) => data.some((value) => !(Math.abs(value) <= 65504));

describe.each(Object.entries(families))("%s on a GPU", (family, cases) => {
  const golden = readGoldenCases(family);
  const operators = [...new Set(cases.map(({ operator }) => operator))];
  test.each(operators)("%s", async (operator) => {
    const gpus = delegates();
    if (!gpus) return;
    const failures: string[] = [];
    for (const testCase of cases.filter((one) => one.operator === operator)) {
      const runs = golden.get(testCase.name)?.runs;
      const inFloat32 = runs ? await failureInFloat32(testCase, runs as Tensor[][], gpus.single) : null;
      const inFloat16 = runs ? await failureInFloat16(testCase, gpus.half) : null;
      if (inFloat32) failures.push(`${testCase.name}: float32: ${inFloat32}`);
      if (inFloat16) failures.push(`${testCase.name}: float16: ${inFloat16}`);
    }
    expect(failures).toEqual([]);
  });
});

test("the GPU takes the operators that are said to be its own", () => {
  if (!delegates()) return;
  const { float32, float16, special, beyond } = counts;
  console.log(
    `cases on the GPU: ${float32} in float32, ${float16} in float16; not held: ${special} about infinities, NaN and subnormal numbers, ` +
      `${beyond} beyond the range of float16`,
  );
  expect([...taken].sort()).toEqual([...delegatedOperators].sort());
});
