// A process of bounded_memory.test.ts: converts a model of computed weights, and tells how much memory that took.
import { peakResidentBytes } from "../../src/cli/peak_memory.js";
import { convertFrom } from "../../src/convert/convert.js";
import { type Importer, openedGraph } from "../../src/convert/importer.js";
import { Constant, type Graph, type Model, type Value } from "../../src/graph/index.js";
import { importTFLite } from "../../src/importers/tflite.js";
import { computedSource, fromBytes, readModel } from "../../src/tflite/index.js";
import { buildModel } from "../models/build.js";

const [backend, megabytes, output] = process.argv.slice(2) as ["js" | "native", string, string];

/** Elements of a constant: 100 MiB of float32. */
const ELEMENTS = 25 * 2 ** 20;

/** `x + constant + constant ...`, each constant of 100 MiB, computed. */
function model(): Model {
  const imported = importTFLite(readModel(fromBytes(buildModel(sumOf(Number(megabytes) / 100)))));
  const [graph] = imported.graphs as [Graph];
  for (const value of graph.values) if (value.constant) enlarge(value);
  return { ...imported, file: "computed" };
}

function sumOf(count: number) {
  const numbers = Array.from({ length: count }, (_, i) => i);
  const shape = [1];
  return {
    subgraphs: [
      {
        tensors: [
          { name: "x", shape },
          ...numbers.flatMap((i) => [
            { name: `constant${i}`, shape, data: new Float32Array(1) },
            { name: `sum${i}`, shape },
          ]),
        ],
        inputs: ["x"],
        outputs: [`sum${count - 1}`],
        operators: numbers.map((i) => ({
          operator: "ADD" as const,
          inputs: [i === 0 ? "x" : `sum${i - 1}`, `constant${i}`],
          outputs: [`sum${i}`],
        })),
      },
    ],
  };
}

function enlarge(value: Value): void {
  const byteLength = 4 * ELEMENTS;
  const source = computedSource(value.name, byteLength, (offset, length) => {
    const floats = new Float32Array(length / 4);
    for (let i = 0; i < floats.length; i++) floats[i] = ((offset / 4 + i) % 1000) / 1000;
    return new Uint8Array(floats.buffer);
  });
  value.attributes = { ...value.attributes, shape: [ELEMENTS] };
  value.constant = new Constant({ source, offset: 0, byteLength });
}

const importer: Importer = {
  name: "saved_model",
  title: "computed weights",
  takes: [],
  match: () => true,
  files: () => [],
  open: () => openedGraph({ model: model(), close: () => undefined }, [], () => undefined),
};

async function main(): Promise<void> {
  const before = peakResidentBytes();
  const { report } = await convertFrom([importer], new Uint8Array(0), {
    backend,
    output,
    verify: true,
    fsync: false,
  });
  const { overflow, count } = report.statistics;
  console.log(JSON.stringify({ grown: peakResidentBytes() - before, overflow, count, ...report.output }));
}

void main();
