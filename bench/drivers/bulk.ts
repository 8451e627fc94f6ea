import { selectBackend } from "../../src/addon/index.js";
import { toFloat16 } from "../../src/float16/index.js";
import { nodeFloat16Array } from "./node_float16_array.js";
import { petamoriken } from "./petamoriken.js";
import { peersWithoutConversion } from "./without_conversion.js";

/** Something that converts a whole array. */
export interface BulkDriver {
  readonly name: string;
  readonly threads: number;
  /** Why it cannot be had here; null when it can. */
  readonly absent: string | null;
  /** Returns what converts all of `source` into `sink` (the bits of the halves), once per call. */
  prepare(source: Float32Array, sink: Uint16Array): () => void;
}

/** Every driver that this machine and this installation offer, and those that they do not. */
export function bulkDrivers(): BulkDriver[] {
  return [
    ...nativeDrivers(),
    ...typescriptDrivers(),
    petamoriken(),
    nodeFloat16Array(),
    ...peersWithoutConversion(),
  ];
}

function nativeDrivers(): BulkDriver[] {
  const backend = selectBackend();
  if (backend.kind === "js") return [absentNative(backend.reason)];
  const threadCounts = backend.threads > 1 ? [1, backend.threads] : [1];
  return backend.addon.targets
    .filter(({ supported }) => supported)
    .flatMap(({ name: target }) =>
      threadCounts.flatMap((threads) =>
        [false, true].map((statistics) => ({
          name: `halflite native ${target}, ${threads} thread${threads > 1 ? "s" : ""}${statistics ? ", statistics" : ""}`,
          threads,
          absent: null,
          prepare: (source: Float32Array, output: Uint16Array) => () => {
            toFloat16(source, { backend: "native", target, threads, statistics, output });
          },
        })),
      ),
    );
}

const absentNative = (reason: string): BulkDriver => ({
  name: "halflite native",
  threads: 1,
  absent: reason,
  prepare: () => () => undefined,
});

function typescriptDrivers(): BulkDriver[] {
  return [false, true].map((statistics) => ({
    name: `halflite TypeScript${statistics ? ", statistics" : ""}`,
    threads: 1,
    absent: null,
    prepare: (source, output) => () => {
      toFloat16(source, { backend: "js", statistics, output });
    },
  }));
}
