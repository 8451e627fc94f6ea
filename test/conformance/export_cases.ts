// For maintainers: writes the cases' models and inputs for record.py, which records what TensorFlow makes of them.
//   node dist/test/conformance/export_cases.js DIR
import * as fs from "node:fs";
import * as path from "node:path";
import { buildCase, inputsOf } from "./build_case.js";
import type { Case } from "./case.js";
import { bufferOf } from "./content.js";
import { digestOf } from "./digest.js";
import { families } from "./families.js";

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");

function exported(testCase: Case) {
  const { name, runs, kernels } = testCase;
  const inputs = Array.from({ length: runs }, (_, run) =>
    inputsOf(testCase, run).map(({ dtype, shape, data }) => ({
      dtype,
      shape,
      data: Array.isArray(data) ? data.map(base64) : base64(bufferOf(dtype, data)),
    })),
  );
  return { name, digest: digestOf(testCase), kernels, model: base64(buildCase(testCase)), runs: inputs };
}

const folder = process.argv[2];
if (!folder) throw new Error("which folder?");
fs.mkdirSync(folder, { recursive: true });
for (const [family, cases] of Object.entries(families)) {
  const recorded = cases.filter(({ stricter }) => !stricter);
  fs.writeFileSync(path.join(folder, `${family}.json`), JSON.stringify(recorded.map(exported)));
}
