import { fromBytes, readRange } from "../../tflite/index.js";
import type { Checkpoint } from "../checkpoint/index.js";
import { invalid } from "../defects.js";
import { decodeMessage } from "../proto/decode.js";
import {
  type SavedObjectGraphRecord,
  TrackableObjectGraph,
  type TrackableObjectGraphRecord,
} from "../proto/messages.js";
import { decodeStrings } from "../strings.js";

/** Where a checkpoint has the graph of the objects whose state it holds. */
const OBJECT_GRAPH_KEY = "_CHECKPOINTABLE_OBJECT_GRAPH";
const VARIABLE_VALUE = "VARIABLE_VALUE";

/**
 * Keys of a checkpoint by the names of variables. The model and the checkpoint both have a graph of objects, from the same root
 * and with the same names of edges; walking along both tells which object of the one is which of the other.
 *
 * @returns no entry for a name that several variables have
 */
export function keysByVariableName(
  saved: SavedObjectGraphRecord,
  checkpoint: Checkpoint,
): Map<string, string> {
  if (!checkpoint.has(OBJECT_GRAPH_KEY)) return new Map();
  const file = `${checkpoint.prefix}.index, ${OBJECT_GRAPH_KEY}`;
  const { dtype, content } = checkpoint.tensor(OBJECT_GRAPH_KEY);
  if (dtype !== "STRING") throw invalid({ file, field: "dtype", offset: 0 }, "STRING", dtype);
  const [bytes] = decodeStrings(readRange(content));
  const stored = decodeMessage(fromBytes(bytes ?? new Uint8Array(0), file), TrackableObjectGraph);
  const keys = new Map<string, string | null>();
  for (const [object, twin] of pairs(saved, stored)) {
    const name = object.variable?.name;
    if (name === undefined || twin.key === undefined) continue;
    const { key } = twin;
    keys.set(name, keys.has(name) && keys.get(name) !== key ? null : key);
  }
  return new Map([...keys].filter((entry): entry is [string, string] => entry[1] !== null));
}

type SavedObject = SavedObjectGraphRecord["nodes"][number];

/** An object of a checkpoint. */
interface Twin {
  readonly children: ReadonlyMap<string, number>;
  /** Of the value, if it is a variable. */
  readonly key: string | undefined;
}

/** Objects that the same path leads to from the roots, each object of the model once. */
function* pairs(
  saved: SavedObjectGraphRecord,
  stored: TrackableObjectGraphRecord,
): Generator<[SavedObject, Twin]> {
  const twins = new Map<number, Twin>();
  const seen = new Set<number>([0]);
  const open: [number, number][] = [[0, 0]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [number, twinNumber] = next;
    const object = saved.nodes[number];
    const twin = twins.get(twinNumber) ?? twinOf(stored, twinNumber);
    if (!object || !twin) continue;
    twins.set(twinNumber, twin);
    yield [object, twin];
    for (const { localName, nodeId } of object.children) {
      const child = twin.children.get(localName);
      if (child === undefined || seen.has(nodeId)) continue;
      seen.add(nodeId);
      open.push([nodeId, child]);
    }
  }
}

function twinOf({ nodes }: TrackableObjectGraphRecord, number: number): Twin | undefined {
  const node = nodes[number];
  return (
    node && {
      children: new Map(node.children.map(({ localName, nodeId }) => [localName, nodeId])),
      key: node.attributes.find(({ name }) => name === VARIABLE_VALUE)?.checkpointKey,
    }
  );
}
