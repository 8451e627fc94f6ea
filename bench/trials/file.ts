import * as fs from "node:fs";
import * as path from "node:path";
import { selectBackend } from "../../src/addon/index.js";
import { boundProgram } from "../bound.js";
import { cachedMlp, modelFolder } from "../mlp.js";
import { runChild, runProcess } from "../process.js";
import type { Case, Evidence, Measurement, Trial } from "../trial.js";

/** What the child is asked: convert one file. */
export interface FileRequest {
  trial: "file";
  /** Give the output's digest, or how long it took. */
  task: "check" | "measure";
  model: string;
  output: string;
  backend: "native" | "js";
  threads: number;
  fsync: boolean;
}

interface Place {
  model: string;
  output: string;
}

/** Layers of the model that is converted. */
const LAYERS = 4;

/** A model file of about `bytes`, converted in its own folder, against `cp` of the same file. */
export async function fileTrial(bytes: number): Promise<Trial> {
  const width = Math.round(Math.sqrt(bytes / 4 / LAYERS) / 64) * 64;
  const model = await cachedMlp(LAYERS, width);
  const place = { model, output: path.join(modelFolder, `output-${process.pid}.tflite`) };
  const size = fs.statSync(model).size;
  const backend = selectBackend();
  const native = backend.kind === "native" ? null : backend.reason;
  const threadCounts = backend.threads > 1 ? [1, backend.threads] : [1];
  const cases = [false, true].flatMap((fsync) => [
    copyCase(place, fsync),
    ...threadCounts.map((threads) => convertCase(place, "native", threads, fsync, native)),
    convertCase(place, "js", 1, fsync, null),
  ]);
  return {
    name: "file",
    title: `A .tflite of ${(size / 2 ** 30).toFixed(2)} GiB, file to file in the page cache`,
    notes:
      "GB/s counts the bytes of the float32 file; for the conversions only the call of `convert` is timed. The ratio " +
      "is against `cp` of the same file into the same folder; with fsync, `cp` is followed by fsync of the copy. The " +
      "C loop is pread, convert, pwrite without any understanding of the file. Memory is the largest anonymous memory " +
      "of the whole process (sampled every 10 ms, in a process of its own), mapped pages aside.",
    bytes: size,
    figures: ["minimum", "median", "spread", "rate", "anonymous"],
    comparisons: ["of cp"],
    cases: [...threadCounts.map((threads) => boundCase(place, threads)), ...cases],
    dispose: () => fs.rmSync(place.output, { force: true }),
  };
}

const name = (text: string, fsync: boolean) => (fsync ? `${text}, fsync` : text);

function copyCase({ model, output }: Place, fsync: boolean): Case {
  return {
    name: name("cp", fsync),
    absent: process.platform === "win32" ? "no cp" : null,
    against: [name("cp", fsync)],
    async measure() {
      fs.rmSync(output, { force: true });
      const begun = performance.now();
      await runProcess("cp", [model, output]);
      if (fsync) syncFile(output);
      return { milliseconds: [performance.now() - begun] };
    },
  };
}

function syncFile(file: string): void {
  const fd = fs.openSync(file, "r+");
  fs.fsyncSync(fd);
  fs.closeSync(fd);
}

function boundCase({ model, output }: Place, threads: number): Case {
  const bound = boundProgram();
  return {
    name: `C loop, ${threads} thread${threads > 1 ? "s" : ""}`,
    absent: "absent" in bound ? bound.absent : null,
    against: ["cp"],
    async measure() {
      fs.rmSync(output, { force: true });
      const { stdout } = await runProcess((bound as { program: string }).program, [
        "file",
        model,
        output,
        `${threads}`,
      ]);
      return { milliseconds: [Number(stdout)] };
    },
  };
}

function convertCase(
  { model, output }: Place,
  backend: "native" | "js",
  threads: number,
  fsync: boolean,
  absent: string | null,
): Case {
  const label =
    backend === "js" ? "halflite TypeScript" : `halflite native, ${threads} thread${threads > 1 ? "s" : ""}`;
  const ask = <T>(task: FileRequest["task"], watchMemory: boolean) => {
    fs.rmSync(output, { force: true });
    const request: FileRequest = { trial: "file", task, model, output, backend, threads, fsync };
    return runChild<T>(request, watchMemory);
  };
  return {
    name: name(label, fsync),
    absent,
    against: [name("cp", fsync)],
    async check() {
      // Watching a process slows it down, so its memory is seen here.
      const { answer, finished } = await ask<Evidence>("check", true);
      return { ...answer, anonymousBytes: finished.peakAnonymousBytes };
    },
    measure: async () => (await ask<Measurement>("measure", false)).answer,
  };
}
