import * as fs from "node:fs";
import * as path from "node:path";
import { repositoryRoot } from "../paths.js";
import { delegatedOperators } from "./operators.js";

test("docs/gpu.md lists the operators that the GPU takes", () => {
  const document = fs.readFileSync(path.join(repositoryRoot, "docs", "gpu.md"), "utf8");
  const listed = /<!-- operators -->(.*)<!-- \/operators -->/s.exec(document)![1]!;
  expect([...listed.matchAll(/[A-Z][A-Z0-9_]+/g)].map(([name]) => name)).toEqual(
    [...delegatedOperators].sort(),
  );
});
