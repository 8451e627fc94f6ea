import { fixture } from "../paths.js";
import { halflite, halfliteJson } from "./halflite.js";

const MOBILENET = fixture("mobilenet_v1_0.25_128.tflite");
const few = ["--runs", "3", "--warmup", "1", "--backend", "js"];

test("--json has times, memory and the profile", async () => {
  const document = await halfliteJson(["benchmark", MOBILENET, ...few, "--profile"]);
  expect(document).toMatchObject({ command: "benchmark", model: MOBILENET, exitCode: 0, warmup: 1 });
  const { runs, memory, profile, load, firstRun } = document;
  expect(runs.count).toBe(3);
  expect(load).toBeGreaterThan(0);
  expect(firstRun).toBeGreaterThan(0);
  const order = [runs.minimum, runs.median, runs.p95, runs.maximum];
  expect([...order].sort((a, b) => a - b)).toEqual(order);
  expect(memory.peak).toBeGreaterThanOrEqual(memory.loaded);
  expect(profile.runs).toBe(3);
  expect(profile.nodes).toHaveLength(31);
  expect(profile.nodes[0]).toMatchObject({ operator: "CONV_2D", executions: 3 });
  const times = profile.operators.map(({ milliseconds }: { milliseconds: number }) => milliseconds);
  expect([...times].sort((a, b) => b - a)).toEqual(times);
});

test("text tells the same to people", async () => {
  const { code, stdout } = await halflite(["benchmark", MOBILENET, ...few, "--profile"]);
  expect(code).toBe(0);
  for (const text of [
    /load +[\d.]+ ms/,
    /first run/,
    /3 runs +median/,
    /p95/,
    /MB at most/,
    /% +15 +CONV_2D/,
  ])
    expect(stdout).toMatch(text);
  const { stdout: plain } = await halflite(["benchmark", MOBILENET, ...few]);
  expect(plain).not.toContain("CONV_2D");
});

test.each<[string, string[], number]>([
  ["no runs", ["--runs", "0"], 2],
  ["half a warmup run", ["--warmup", "0.5"], 2],
  ["an unknown input", ["--input", "x=a.npy"], 2],
  ["an unknown signature", ["--signature", "x"], 2],
])("refuses %s", async (_, args, code) => {
  expect((await halflite(["benchmark", MOBILENET, ...args])).code).toBe(code);
});

test("an interruption ends it", async () => {
  const args = ["benchmark", MOBILENET, "--runs", "1000000"];
  const { code, stderr } = await halflite(args, {
    onStart: (child) => setTimeout(() => child.kill("SIGINT"), 1500),
  });
  expect(code).toBe(130);
  expect(stderr).toContain("ABORTED");
});
