import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { writeMlp } from "../models/mlp.js";
import { fixture } from "../paths.js";
import { type Ended, halflite, temporaryFolder } from "./halflite.js";

const folder = temporaryFolder();
let home: string;
let model: string;

beforeAll(async () => {
  home = fs.mkdtempSync(path.join(os.tmpdir(), "halflite-interrupt-"));
  model = path.join(home, "large.tflite");
  await writeMlp(model, { layers: 4, width: 4096 });
});

afterAll(() => fs.rmSync(home, { recursive: true }));

/** Starts a conversion and sends the signal as soon as anything appears in the output folder. */
async function interruptWhenWriting(args: readonly string[], signal: NodeJS.Signals): Promise<Ended> {
  let watch: NodeJS.Timeout | undefined;
  const ended = halflite(args, {
    onStart(child) {
      watch = setInterval(() => {
        if (fs.readdirSync(folder.path).length === 0) return;
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
    ["convert", model, "-o", folder.path, "--backend", backend],
    signal,
  );
  expect({ code, stdout }).toEqual({ code: 130, stdout: "" });
  expect(stderr).toContain("ABORTED");
  expect(folder.files()).toEqual([]);
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
  expect(folder.files()).toEqual([]);
});
