// For people: how every shared model with a golden output does on the reference backend.
//   node dist/test/conformance/report.js [part of the names]
import * as fs from "node:fs";
import * as path from "node:path";
import { sharedModels } from "../paths.js";
import { readGolden } from "../runtime/golden.js";
import { deviationOf } from "./compare.js";
import { goldenModels } from "./golden_models.js";
import { runModel } from "./run_model.js";

const filter = process.argv[2] ?? "";
const models = sharedModels!;
let good = 0;
const names = goldenModels(models).filter((name) => name.includes(filter));
for (const name of names) {
  const file = path.join(models, name);
  try {
    const begun = performance.now();
    const { outputs } = runModel(file);
    const { outputs: expected } = readGolden(models, name);
    const deviation = Math.max(0, ...expected.map((tensor, i) => deviationOf(tensor, outputs[i])));
    const types = expected.map(({ dtype }) => dtype).join(",");
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    if (deviation <= 1e-5) good++;
    console.log(
      `${deviation <= 1e-5 ? "ok  " : "FAR "} ${deviation.toExponential(1)} ${seconds} s ${types} ${name}`,
    );
  } catch (error) {
    const { message, code, stack } = error as Error & { code?: string };
    console.log(`FAIL ${name}: ${code ? message : stack?.split("\n").slice(0, 3).join(" | ")}`);
  }
}
console.log(`${good} of ${names.length} (${fs.statSync(models).isDirectory() ? "shared models" : ""})`);
