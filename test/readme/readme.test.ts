import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import sharp from "sharp";
import { convert } from "../../src/index.js";
import { encodeNpy } from "../../src/npy/index.js";
import { annotations, seer } from "../evaluate/detector.js";
import { PICTURE_FOLDER, PICTURES } from "../evaluate/images.js";
import { fixture, repositoryRoot } from "../paths.js";
import { INPUT_LENGTH, readmeModel } from "./model.js";

/** What README.md shows works: its TypeScript is compiled and run, its command lines are run. */

const TIMEOUT_MS = 120_000;

const readme = fs.readFileSync(path.join(repositoryRoot, "README.md"), "utf8");

/** The fenced blocks of a language. */
const blocks = (language: string): string[] =>
  [...readme.matchAll(/^```(\w+)\n(.*?)^```/gms)]
    .filter(([, name]) => name === language)
    .map(([, , text]) => text!);

const bytes = readmeModel();
let folder: string;

/** A folder that holds what the examples read, and where `halflite` is installed. */
beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "halflite-readme-"));
  const put = (name: string, content: string | Uint8Array) => {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, content, { mode: 0o755 });
  };
  const models = ["model", "mobilenet", "mobilenet_v2", "models/one", "more/of/two"];
  for (const name of models) put(`${name}.tflite`, bytes);
  const cat = { width: 40, height: 30, channels: 3, background: "orange" } as const;
  put("cat.jpg", await sharp({ create: cat }).jpeg().toBuffer());
  for (const name of ["m.tflite", "m.fp16.tflite"]) put(name, bytes);
  put("ssd.tflite", seer());
  put("instances_val2017.json", JSON.stringify(annotations()));
  for (const name of PICTURES) {
    const picture = fs.readFileSync(path.join(PICTURE_FOLDER, name));
    for (const images of ["val", "val2017"]) put(`${images}/${name}`, picture);
  }
  put("val.tsv", PICTURES.map((name, i) => `${name}\t${i}\n`).join(""));
  put("pairs/inputs/1.npy", encodeNpy("FLOAT32", [1, 128, 128, 3], new Float32Array(INPUT_LENGTH)));
  put("pairs/expected/1.npy", encodeNpy("FLOAT32", [1, 1001], new Float32Array(1001)));
  fs.cpSync(fixture(path.join("saved_models", "tf2")), path.join(folder, "saved_model"), { recursive: true });
  put("package.json", "{}");
  const main = path.join(repositoryRoot, "dist", "src", "cli", "halflite.js");
  put("bin/halflite", `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`);
  fs.mkdirSync(path.join(folder, "node_modules"));
  fs.symlinkSync(repositoryRoot, path.join(folder, "node_modules", "halflite"), "junction");
});

afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Runs a program in the folder. @returns what went wrong, "" if nothing did */
function run(program: string, args: readonly string[]): string {
  const env = { ...process.env, PATH: `${path.join(folder, "bin")}${path.delimiter}${process.env.PATH}` };
  const { status, error, stdout, stderr } = spawnSync(program, args, { cwd: folder, env, encoding: "utf8" });
  return status === 0 ? "" : `${error ?? status}\n${stdout}${stderr}`;
}

const write = (name: string, text: string) => fs.writeFileSync(path.join(folder, name), text);

/** What the examples in TypeScript take as given. */
const DECLARATIONS = "declare const float32Array: Float32Array; declare const model: ArrayBuffer;";
const VALUES = `
globalThis.float32Array = new Float32Array(${INPUT_LENGTH});
globalThis.model = require("fs").readFileSync("model.tflite");
`;

test(
  "its TypeScript compiles and runs",
  () => {
    const examples = blocks("ts");
    expect(examples.length).toBeGreaterThan(3);
    for (const [i, text] of examples.entries()) write(`example${i}.mts`, text);
    write("given.d.ts", DECLARATIONS);
    write("given.cjs", VALUES);
    const compilerOptions = {
      module: "nodenext",
      target: "es2022",
      strict: true,
      skipLibCheck: true,
      types: [],
    };
    write("tsconfig.json", JSON.stringify({ compilerOptions }));
    expect(run(process.execPath, [require.resolve("typescript/bin/tsc"), "-p", folder])).toBe("");
    for (const i of examples.keys())
      expect(run(process.execPath, ["--require", "./given.cjs", `example${i}.mjs`])).toBe("");
  },
  TIMEOUT_MS,
);

const commands = blocks("sh").flatMap((text) =>
  text.split("\n").filter((line) => line.startsWith("halflite ")),
);

// The shell's quotes and comments are those of sh.
(process.platform === "win32" ? test.skip : test).each(commands)(
  "%s",
  async (command) => {
    if (command.startsWith("halflite restore")) {
      const output = path.join(folder, "model.fp16.tflite");
      await convert(path.join(folder, "model.tflite"), { output });
    }
    expect(run("sh", ["-c", command])).toBe("");
  },
  TIMEOUT_MS,
);
