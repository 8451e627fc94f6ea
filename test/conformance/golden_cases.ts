import * as fs from "node:fs";
import * as path from "node:path";
import { dataFrom, type ElementType, elementCount, type TensorData } from "../../src/tensor/index.js";
import { repositoryRoot } from "../paths.js";

/** An output as TensorFlow Lite computed it. */
export interface GoldenTensor {
  readonly dtype: ElementType;
  readonly shape: readonly number[];
  readonly data: TensorData;
}

/** What TensorFlow Lite made of a case. */
export interface GoldenCase {
  /** Of the case that was recorded. */
  readonly digest: string;
  /** The outputs of every run; null where there are none. */
  readonly runs: readonly (readonly GoldenTensor[])[] | null;
  /** TensorFlow Lite refuses the model or its inputs. If it crashes, or reads what nobody wrote, there is no answer at all. */
  readonly refused: boolean;
}

interface Recorded {
  readonly tensorflow: string;
  readonly cases: Readonly<
    Record<
      string,
      {
        readonly digest: string;
        readonly refused?: string;
        readonly runs?: readonly (readonly {
          readonly dtype: ElementType;
          readonly shape: readonly number[];
          /** Base64: the little-endian elements, of a string tensor each string. */
          readonly data: string | readonly string[];
        }[])[];
      }
    >
  >;
}

const NO_ANSWER = ["crash", "undefined"];

export const goldenFolder: string = path.join(repositoryRoot, "test", "conformance", "golden");

/** What record.py recorded for a family of operators, by name of the case. */
export function readGoldenCases(family: string): ReadonlyMap<string, GoldenCase> {
  const file = path.join(goldenFolder, `${family}.json`);
  if (!fs.existsSync(file)) return new Map();
  const { cases } = JSON.parse(fs.readFileSync(file, "utf8")) as Recorded;
  return new Map(
    Object.entries(cases).map(([name, { digest, runs, refused }]) => [
      name,
      {
        digest,
        runs: runs?.map((outputs) => outputs.map(decode)) ?? null,
        refused: refused !== undefined && !NO_ANSWER.includes(refused),
      },
    ]),
  );
}

type RecordedTensor = NonNullable<Recorded["cases"][string]["runs"]>[number][number];

function decode({ dtype, shape, data }: RecordedTensor): GoldenTensor {
  if (typeof data !== "string")
    return { dtype, shape, data: data.map((text) => new Uint8Array(Buffer.from(text, "base64"))) };
  return {
    dtype,
    shape,
    data: dataFrom(dtype, new Uint8Array(Buffer.from(data, "base64")), elementCount(shape)),
  };
}
