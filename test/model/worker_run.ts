// A thread of sessions.test.ts: runs a model again and again, on sessions of its own, and posts the last outputs.
import { parentPort, workerData } from "node:worker_threads";
import { loadModel } from "../../src/index.js";

export interface WorkerData {
  readonly file: string;
  readonly backend: "js" | "native";
  readonly sessions: number;
  readonly runs: number;
  readonly elements: number;
}

async function main({ file, backend, sessions, runs, elements }: WorkerData): Promise<void> {
  const input = new Float32Array(elements).fill(0.25);
  let last: number[] = [];
  for (let session = 0; session < sessions; session++) {
    const model = await loadModel(file, { backend, threads: 2 });
    for (let run = 0; run < runs; run++) {
      const [output] = await model.run([input]);
      last = Array.from(output!.data as Float32Array);
    }
    model.dispose();
  }
  parentPort!.postMessage(last);
}

void main(workerData as WorkerData);
