import { float16ToNumber, numberToFloat16 } from "../../src/float16/index.js";
import type { Case, SubgraphSpec, TensorSpec } from "../conformance/case.js";
import { contentOf } from "../conformance/content.js";

const MOST = 65504;

/**
 * The case with inputs and constants that float16 holds, so that what a GPU stores in it is what the reference reads; null where
 * numbers of it lie beyond the range.
 */
export function roundedCase(testCase: Case): Case | null {
  const subgraphs = testCase.subgraphs.map(roundedSubgraph);
  const isBeyond = subgraphs.some(({ tensors }) => Object.values(tensors).some(liesBeyond));
  return isBeyond ? null : { ...testCase, runs: 1, subgraphs };
}

function roundedSubgraph(subgraph: SubgraphSpec): SubgraphSpec {
  const { tensors, inputs } = subgraph;
  const entries = Object.entries(tensors).map(([name, spec], place): [string, TensorSpec] => {
    if (spec.dtype !== "FLOAT32" || !(spec.constant || inputs.includes(name))) return [name, spec];
    const values = Array.from(contentOf(spec, place, 0) as Float32Array, (value) =>
      float16ToNumber(numberToFloat16(value)),
    );
    return [name, { ...spec, values }];
  });
  return { ...subgraph, tensors: Object.fromEntries(entries) };
}

const liesBeyond = ({ dtype, values }: TensorSpec): boolean =>
  dtype === "FLOAT32" && (values ?? []).some((value) => !(Math.abs(Number(value)) <= MOST));
