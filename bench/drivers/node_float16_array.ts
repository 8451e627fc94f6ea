import type { BulkDriver } from "./bulk.js";

interface Halves {
  set(source: Float32Array): void;
}

type HalvesConstructor = new (buffer: ArrayBufferLike, byteOffset: number, length: number) => Halves;

/** Node's own Float16Array, which Node 24 and newer have. */
export function nodeFloat16Array(): BulkDriver {
  const { Float16Array } = globalThis as { Float16Array?: HalvesConstructor };
  return {
    name: "Node's Float16Array.set",
    threads: 1,
    absent: Float16Array ? null : `Node ${process.version} has no Float16Array`,
    prepare(source, sink) {
      const halves = new Float16Array!(sink.buffer, sink.byteOffset, sink.length);
      return () => halves.set(source);
    },
  };
}
