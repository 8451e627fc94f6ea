import { createHash } from "node:crypto";
import type { NodeDef, StoredTensor, TensorFlowModel } from "../../src/tensorflow/index.js";
import { decodeStrings } from "../../src/tensorflow/strings.js";
import { readRange } from "../../src/tflite/index.js";

/** What record.py records of a list of lines. */
export interface Summary {
  readonly count: number;
  readonly sha256: string;
  readonly samples: readonly string[];
}

/** What TensorFlow says of a model. */
export interface RecordedModel {
  readonly variables: Summary;
  readonly constants: Summary;
  readonly nodes: Summary;
  readonly signatures: unknown;
}

/** The same of a model that was read here. */
export function summaryOf(model: TensorFlowModel): RecordedModel {
  const { nodes, functions } = model.graph;
  const bodies: [string, readonly NodeDef[]][] = [
    ["", nodes],
    ...[...functions.values()].map(({ name, nodes }): [string, readonly NodeDef[]] => [name, nodes]),
  ];
  const placed = bodies.flatMap(([owner, body]) =>
    body.map((node) => [`${owner}/${node.name}`, node] as const),
  );
  return {
    variables: summarize([...model.variables.keys()].map((name) => lineOf(name, model.variables.get(name)!))),
    constants: summarize(
      placed.flatMap(([place, { op, attributes }]) => {
        const value = attributes.get("value");
        return op === "Const" && value?.kind === "tensor" ? [lineOf(place, value.value)] : [];
      }),
    ),
    nodes: summarize(placed.map(([place, { op, inputs }]) => `${place} ${op} ${inputs.join(",")}`)),
    signatures: Object.fromEntries(
      [...model.signatures].map(([key, { inputs, outputs }]) => [
        key,
        { inputs: names(inputs), outputs: names(outputs) },
      ]),
    ),
  };
}

const names = (infos: ReadonlyMap<string, { readonly tensor: string }>) =>
  Object.fromEntries([...infos].map(([key, { tensor }]) => [key, tensor]));

const SAMPLES = 3;

function summarize(lines: string[]): Summary {
  lines.sort();
  const sha256 = createHash("sha256").update(lines.join("\n")).digest("hex");
  return { count: lines.length, sha256, samples: lines.slice(0, SAMPLES) };
}

function lineOf(name: string, { dtype, shape, content }: StoredTensor): string {
  const bytes = readRange(content);
  const hash = createHash("sha256");
  if (dtype === "STRING") {
    for (const string of decodeStrings(bytes)) {
      const length = Buffer.alloc(4);
      length.writeUInt32LE(string.byteLength);
      hash.update(length).update(string);
    }
  } else hash.update(bytes);
  return `${name} ${dtype} [${shape.join(",")}] ${hash.digest("hex").slice(0, 16)}`;
}
