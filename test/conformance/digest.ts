import { createHash } from "node:crypto";
import { plain } from "../tflite/records.js";
import { inputsOf } from "./build_case.js";
import type { Case } from "./case.js";
import { bufferOf, contentOf } from "./content.js";

/**
 * Names what a case asks: its model with all constants, and its inputs. Not the bytes of the file, which say the same in other
 * orders.
 */
export function digestOf(testCase: Case): string {
  const hash = createHash("sha256").update(testCase.kernels);
  const subgraphs = testCase.subgraphs.map(({ tensors, ...rest }) => ({
    ...rest,
    tensors: Object.entries(tensors).map(([name, spec], place) => {
      if (spec.constant) hash.update(bufferOf(spec.dtype, contentOf(spec, place, 0)));
      return [name, { ...spec, values: null, range: null }];
    }),
  }));
  hash.update(
    JSON.stringify(plain(subgraphs), (_, value) => (typeof value === "bigint" ? `${value}` : value)),
  );
  for (let run = 0; run < testCase.runs; run++)
    for (const { dtype, data } of inputsOf(testCase, run)) hash.update(bufferOf(dtype, data));
  return hash.digest("hex").slice(0, 16);
}
