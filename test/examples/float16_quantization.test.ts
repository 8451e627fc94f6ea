import { spawnSync } from "node:child_process";
import * as path from "node:path";
import { repositoryRoot } from "../paths.js";

test("the example reads a digit, converts the model, and finds both as good", () => {
  const main = path.join(repositoryRoot, "examples", "float16_quantization", "main.mjs");
  const { status, stdout, stderr } = spawnSync(process.execPath, [main], { encoding: "utf8" });
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/it is a 5; the model says 5/);
  expect(stdout).toMatch(/344456 bytes became 1756\d\d: 51\.0 %/);
  expect(stdout).toMatch(/it says 5; no probability changed by more than \d\.\d\de-[5-9]/);
  const [float32, float16] = [...stdout.matchAll(/(\d+) of 500 right/g)].map(([, count]) => Number(count));
  expect(float32).toBe(485);
  expect(Math.abs(float16! - float32!)).toBeLessThanOrEqual(1);
});
