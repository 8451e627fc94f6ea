import * as fs from "node:fs";
import * as path from "node:path";
import { importTFLite } from "../../src/importers/tflite.js";
import { convert, type InputData, loadModel } from "../../src/index.js";
import { parseNpy } from "../../src/npy/index.js";
import { fromBytes, readModel } from "../../src/tflite/index.js";
import { table } from "../table.js";

/** `node dist/bench/saved_models/compare.js FOLDER`: the models that make.py made, converted, and held to TensorFlow's. */

const operatorsOf = (bytes: Uint8Array): number =>
  importTFLite(readModel(fromBytes(bytes))).graphs.reduce((sum, { nodes }) => sum + nodes.length, 0);

function arrays(folder: string, kind: string): Map<string, ReturnType<typeof parseNpy>> {
  const files = fs.readdirSync(folder).filter((name) => name.startsWith(`${kind}_`));
  return new Map(
    files.map((file) => [
      file.slice(kind.length + 1, -".npy".length),
      parseNpy(fs.readFileSync(path.join(folder, file)), file),
    ]),
  );
}

/** The largest difference from what TensorFlow computed, of the largest element. */
async function errorOf(bytes: Uint8Array, folder: string): Promise<number> {
  const model = await loadModel(bytes);
  const given = [...arrays(folder, "given")].map(([name, { shape, data }]) => [name, { shape, data }]);
  const outputs = await model.run(Object.fromEntries(given) as Record<string, InputData>);
  model.dispose();
  const errors = [...arrays(folder, "expected")].map(([name, { data }]) => {
    const expected = Array.from(data as ArrayLike<number>, Number);
    const scale = Math.max(...expected.map(Math.abs));
    return Math.max(...expected.map((one, i) => Math.abs(one - Number(outputs[name]!.data[i])))) / scale;
  });
  return Math.max(...errors);
}

async function rowOf(folder: string): Promise<string[]> {
  const started = performance.now();
  const { report } = await convert(folder, { output: path.join(folder, "ours.tflite"), force: true });
  const seconds = (performance.now() - started) / 1000;
  const { bytes } = await convert(folder, { float16: false });
  const read = (name: string) => {
    const file = path.join(folder, name);
    return fs.existsSync(file) ? fs.readFileSync(file) : null;
  };
  const [official, figures] = [read("official.tflite"), read("official.json")];
  return [
    path.basename(folder),
    (report.output.byteLength / 1e6).toFixed(2),
    `${operatorsOf(bytes!)}`,
    official ? `${operatorsOf(official)}` : "refused",
    (await errorOf(bytes!, folder)).toExponential(1),
    seconds.toFixed(2),
    figures ? (JSON.parse(figures.toString()) as { seconds: number }).seconds.toFixed(2) : "",
  ];
}

async function main(root: string): Promise<void> {
  const rows: string[][] = [];
  for (const name of fs.readdirSync(root).sort())
    if (fs.existsSync(path.join(root, name, "saved_model.pb"))) rows.push(await rowOf(path.join(root, name)));
  const titles = ["model", "float16 MB", "operators", "of TensorFlow", "error", "seconds", "of TensorFlow"];
  process.stdout.write(`${table(titles, rows)}\n`);
}

void main(process.argv[2] ?? ".");
