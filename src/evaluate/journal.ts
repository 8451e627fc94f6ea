import crypto from "node:crypto";
import fs from "node:fs";
import { HalfliteError, ioError } from "../errors.js";
import type { ImageOutcome, ImageSetup } from "./image_runner.js";

/** Results that are written together: a run that is killed loses these at most. */
const BATCH = 32;

/**
 * A file that an evaluation appends its results to, a line of JSON for each image, so that a run that was stopped goes on. The first
 * line tells what the results belong to: the models' bytes, the preprocessing and the task.
 */
export class Journal {
  private pending: string[] = [];

  private constructor(
    private readonly file: string,
    /** What was found before, by image. Images that could not be read are tried again. */
    readonly known: ReadonlyMap<string, ImageOutcome>,
  ) {}

  /** @throws INVALID_ARGUMENT for a file that is something else, or belongs to another evaluation; IO */
  static open(file: string, setup: ImageSetup): Journal {
    const head = JSON.stringify(headOf(setup));
    const lines = existing(file);
    if (lines.length === 0) {
      attempt(file, "write", () => fs.writeFileSync(file, `${head}\n`));
      return new Journal(file, new Map());
    }
    if (lines[0] !== head)
      throw new HalfliteError("INVALID_ARGUMENT", {
        argument: file,
        expected: "results of these models, with this preprocessing and task",
        received: lines[0]!.startsWith('{"halflite":"evaluation"')
          ? "results of another evaluation"
          : "another file",
      });
    // What a killed run wrote of its last line is dropped.
    attempt(file, "write", () => fs.truncateSync(file, Buffer.byteLength(`${lines.join("\n")}\n`)));
    return new Journal(file, new Map(lines.slice(1).flatMap(readLine)));
  }

  add(image: string, outcome: ImageOutcome): void {
    this.pending.push(`${JSON.stringify([image, outcome])}\n`);
    if (this.pending.length >= BATCH) this.flush();
  }

  /** @throws IO */
  flush(): void {
    attempt(this.file, "write", () => fs.appendFileSync(this.file, this.pending.join("")));
    this.pending = [];
  }
}

/** Whole lines. */
function existing(file: string): string[] {
  if (!fs.existsSync(file)) return [];
  const text = attempt(file, "read", () => fs.readFileSync(file, "utf8"));
  return text
    .slice(0, text.lastIndexOf("\n") + 1)
    .split("\n")
    .slice(0, -1);
}

function readLine(line: string): [string, ImageOutcome][] {
  try {
    const [image, outcome] = JSON.parse(line) as [string, ImageOutcome];
    return "answers" in outcome ? [[image, outcome]] : [];
  } catch {
    return [];
  }
}

function headOf({ models, preprocessing, task }: ImageSetup): object {
  const digests = models.map((model) => attempt(model, "read", () => digestOf(model)));
  return { halflite: "evaluation", version: 1, task, preprocessing, models: digests };
}

/** SHA-256, read piece by piece. */
function digestOf(file: string): string {
  const hash = crypto.createHash("sha256");
  const descriptor = fs.openSync(file, "r");
  try {
    const piece = Buffer.alloc(1 << 20);
    for (let read = fs.readSync(descriptor, piece); read > 0; read = fs.readSync(descriptor, piece))
      hash.update(piece.subarray(0, read));
  } finally {
    fs.closeSync(descriptor);
  }
  return hash.digest("hex");
}

function attempt<T>(file: string, operation: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw ioError(error, file, operation);
  }
}
