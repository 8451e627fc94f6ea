import { isHalfliteError } from "../../src/errors.js";
import type { Tensor, TensorData } from "../../src/tensor/index.js";
import type { Backend } from "./backends.js";
import { buildCase, inputsOf } from "./build_case.js";
import type { Case } from "./case.js";
import { float16Value } from "./content.js";
import { digestOf } from "./digest.js";
import type { GoldenCase, GoldenTensor } from "./golden_cases.js";
import { allowedDifference, type Tolerance } from "./tolerances.js";

const STEP_LIMIT = 10_000;

/** What is wrong with a case on a backend; null if nothing is. */
export function failureOf(backend: Backend, testCase: Case, golden: GoldenCase | undefined): string | null {
  const { stricter, wider } = testCase;
  if (!golden && !stricter) return "TensorFlow's answer is not recorded: run record.py";
  if (golden && golden.digest !== digestOf(testCase))
    return "the case has changed since it was recorded: run record.py";
  try {
    const difference = differenceOfRuns(backend, testCase, golden?.runs ?? null);
    if (stricter) return `accepted: ${stricter}`;
    return golden!.refused && !wider ? "accepted what TensorFlow Lite refuses" : difference;
  } catch (error) {
    if (!isHalfliteError(error)) return `threw ${(error as Error).stack?.split("\n").slice(0, 3).join(" |")}`;
    if (lacksKernel(error.message)) return golden?.refused ? null : NO_KERNEL;
    return golden?.runs ? `refused: ${error.code}: ${error.message}` : null;
  }
}

/** The failure of a case whose operator is not implemented. */
export const NO_KERNEL = "no kernel";

const lacksKernel = (message: string) => message.includes("it has no kernel");

function differenceOfRuns(backend: Backend, testCase: Case, expected: GoldenCase["runs"]): string | null {
  const session = backend.open(buildCase(testCase));
  for (let run = 0; run < testCase.runs; run++) {
    const inputs = inputsOf(testCase, run);
    const planned = session.outputTypes(0, inputs);
    const outputs = session.runSync(0, inputs, { stepLimit: STEP_LIMIT });
    const wanted = expected?.[run];
    if (!wanted) continue;
    const where = testCase.runs > 1 ? `run ${run}, ` : "";
    for (const [i, golden] of wanted.entries()) {
      const difference = differenceOf(golden, outputs[i], testCase.tolerance);
      if (difference) return `${where}output ${i}: ${difference}`;
      const plan = planned[i];
      if (plan && String(plan.shape) !== String(golden.shape))
        return `${where}output ${i}: [${plan.shape}] was planned instead of [${golden.shape}]`;
    }
  }
  return null;
}

/** How a tensor differs from the expected one by more than the tolerance; null if it does not. */
export function differenceOf(
  expected: GoldenTensor,
  actual: Tensor | undefined,
  tolerance: Tolerance,
): string | null {
  if (!actual) return "is missing";
  const [wanted, found] = [expected, actual].map(({ dtype, shape }) => `${dtype} [${shape}]`);
  if (wanted !== found) return `${found} instead of ${wanted}`;
  if (expected.dtype === "STRING") return differenceOfStrings(expected.data, actual.data);
  const isFloat = /FLOAT|COMPLEX/.test(expected.dtype);
  const [wants, has] = [numbersOf(expected), numbersOf(actual)];
  if (wants.length !== has.length) return `${has.length} elements instead of ${wants.length}`;
  const largest = largestOf(wants);
  for (const [i, want] of wants.entries()) {
    const got = has[i]!;
    if (Object.is(want, got) || want === got) continue;
    const allowed = isFloat ? allowedDifference(tolerance, Number(want), largest) : 0;
    if (!(Math.abs(Number(want) - Number(got)) <= allowed) || (isFloat && !Number.isFinite(want)))
      return `element ${i} is ${got} instead of ${want}`;
  }
  return null;
}

/** The largest finite magnitude. */
const largestOf = (values: readonly (number | bigint)[]): number =>
  values.reduce<number>(
    (most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(Number(value))) : most),
    0,
  );

function differenceOfStrings(expected: TensorData, actual: TensorData): string | null {
  const [wanted, found] = [expected, actual].map((strings) =>
    (strings as Uint8Array[]).map((bytes) => Buffer.from(bytes).toString("base64")).join(" "),
  );
  return wanted === found ? null : `${found} instead of ${wanted} (base64)`;
}

const numbersOf = ({ dtype, data }: GoldenTensor): (number | bigint)[] =>
  dtype === "FLOAT16" ? Array.from(data as Uint16Array, float16Value) : Array.from(data as Float32Array);
