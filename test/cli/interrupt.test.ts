import * as fs from "node:fs";
import { writeMlp } from "../models/mlp.js";
import { fixture } from "../paths.js";
import { type Ended, halflite, temporaryFolder } from "./halflite.js";

const folder = temporaryFolder();
let model: string;

beforeEach(async () => {
  model = folder.file("large.tflite");
  await writeMlp(model, { layers: 8, width: 4096 });
});

/** Starts a conversion and sends the signal as soon as anything appears in the folder. */
async function interruptWhenWriting(args: readonly string[], signal: NodeJS.Signals): Promise<Ended> {
  let watch: NodeJS.Timeout | undefined;
  const before = fs.readdirSync(folder.path).length;
  const ended = halflite(args, {
    onStart(child) {
      watch = setInterval(() => {
        if (fs.readdirSync(folder.path).length === before) return;
        clearInterval(watch);
        child.kill(signal);
      }, 1);
    },
  });
  return ended.finally(() => clearInterval(watch));
}

test.each([
  ["SIGINT", "auto"],
  ["SIGINT", "js"],
  ["SIGTERM", "auto"],
] as const)("%s while the %s backend writes leaves nothing and ends with 130", async (signal, backend) => {
  const size = fs.statSync(model).size;
  const { code, stderr, stdout } = await interruptWhenWriting(
    ["convert", model, "--backend", backend],
    signal,
  );
  expect({ code, stdout }).toEqual({ code: 130, stdout: "" });
  expect(stderr).toContain("ABORTED");
  expect(folder.files()).toEqual(["large.tflite"]);
  expect(fs.statSync(model).size).toBe(size);
});

test("the inputs that were left are not begun", async () => {
  const second = fixture("mobilenet_v1_0.25_128.tflite");
  const { code, stderr } = await interruptWhenWriting(
    ["convert", model, second, "-o", folder.path],
    "SIGINT",
  );
  expect(code).toBe(130);
  expect(stderr.match(/ABORTED/g)).toHaveLength(2);
  expect(folder.files()).toEqual(["large.tflite"]);
});
