import { Float16Array } from "@petamoriken/float16";
import type { BulkDriver } from "./bulk.js";

export function petamoriken(): BulkDriver {
  return {
    name: "@petamoriken/float16 Float16Array.set",
    threads: 1,
    absent: null,
    prepare(source, sink) {
      const halves = new Float16Array(sink.buffer, sink.byteOffset, sink.length);
      return () => halves.set(source);
    },
  };
}
