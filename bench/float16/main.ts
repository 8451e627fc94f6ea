import * as fs from "node:fs";
import * as path from "node:path";
import { selectBackend } from "../../src/addon/index.js";
import { repositoryRoot } from "../../test/paths.js";
import { agreementOf } from "./agreement.js";
import { type ClassifierResult, classifierResult, classifiers, photographs } from "./classifiers.js";
import { documentText, type Float16Results, type ModelResult } from "./document.js";
import { modelFiles } from "./models.js";

const RESULTS = path.join(repositoryRoot, "bench", "results", "float16.json");
const DOCUMENT = path.join(repositoryRoot, "docs", "float16.md");

/** Measures all models, and writes the results and the document that is made of them. */
async function main(): Promise<void> {
  const backend = selectBackend();
  const models: ModelResult[] = [];
  for (const { name, file, scores } of modelFiles()) {
    process.stderr.write(`${name}\n`);
    models.push({ name, ...(await agreementOf(file, scores)) });
  }
  const answers: ClassifierResult[] = [];
  const images = photographs();
  if (!images) process.stderr.write("no sample images beside the checkout: classifiers are left out\n");
  for (const { name, file } of images ? classifiers() : []) answers.push(await classifierResult(name, file));
  const date = new Date().toISOString();
  const results: Float16Results = {
    date,
    backend: backend.kind === "native" ? `native, ${backend.targetName}` : "js",
    models,
    classifiers: answers,
  };
  fs.mkdirSync(path.dirname(RESULTS), { recursive: true });
  fs.writeFileSync(RESULTS, `${JSON.stringify(results, null, 2)}\n`);
  fs.writeFileSync(DOCUMENT, documentText(results));
  console.log(documentText(results));
}

main().catch((error: Error) => {
  console.error(error);
  process.exitCode = 1;
});
