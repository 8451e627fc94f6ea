import { readFile } from "node:fs/promises";
import { HalfliteError, ioError } from "../../errors.js";
import type { CocoBox } from "./dataset.js";

type Kind = "array" | "object" | "string" | "number" | "boolean" | "null" | "nothing";

/** How much of a wrong value an error shows. */
const SHOWN = 60;

/**
 * A value in a JSON file that knows its place there, so that an error can name it. Nothing is read but what is asked for.
 * Every reading method throws INVALID_ARGUMENT where the value is not what it wants.
 */
export class JsonValue {
  /**
   * @param parent what holds the value, or the file's name
   * @param key within the parent
   */
  constructor(
    private readonly value: unknown,
    private readonly parent: JsonValue | string,
    private readonly key: string | number = "",
  ) {}

  /** A field of an object. */
  field(name: string): JsonValue {
    if (kindOf(this.value) !== "object") throw this.wrong("an object");
    const object = this.value as Record<string, unknown>;
    return new JsonValue(Object.hasOwn(object, name) ? object[name] : undefined, this, name);
  }

  /** The elements of an array, each as `read` makes it. */
  list<T>(read: (element: JsonValue) => T): T[] {
    if (!Array.isArray(this.value)) throw this.wrong("an array");
    return this.value.map((element, i) => read(new JsonValue(element, this, i)));
  }

  get isAbsent(): boolean {
    return this.value === undefined;
  }

  number(): number {
    if (!Number.isFinite(this.value)) throw this.wrong("a finite number");
    return this.value as number;
  }

  /** An integer that a double holds exactly. */
  id(): number {
    if (!Number.isSafeInteger(this.value)) throw this.wrong("an integer");
    return this.value as number;
  }

  string(): string {
    if (typeof this.value !== "string") throw this.wrong("a string");
    return this.value;
  }

  /** COCO writes 0 and 1. */
  flag(): boolean {
    if (![0, 1, false, true].includes(this.value as number)) throw this.wrong("0 or 1");
    return Boolean(this.value);
  }

  /** [x, y, width, height]. */
  box(): CocoBox {
    const box = this.value;
    if (!Array.isArray(box) || box.length !== 4 || !box.every(Number.isFinite))
      throw this.wrong("four finite numbers [x, y, width, height]");
    return [box[0], box[1], box[2], box[3]];
  }

  wrong(expected: string): HalfliteError<"INVALID_ARGUMENT"> {
    const received = described(this.value);
    return new HalfliteError("INVALID_ARGUMENT", { argument: this.place(), expected, received });
  }

  /** "truth.json: annotations[3].bbox". It is put together when an error needs it: a file has millions of values. */
  private place(): string {
    if (typeof this.parent === "string") return this.parent;
    const isRoot = typeof this.parent.parent === "string";
    const before = this.parent.place();
    if (typeof this.key === "number") return `${before}${isRoot ? ": " : ""}[${this.key}]`;
    return `${before}${isRoot ? ": " : "."}${this.key}`;
  }
}

/**
 * Reads a JSON file.
 *
 * @throws IO when it cannot be read, INVALID_ARGUMENT when it is no JSON or longer than the longest string of JavaScript (half a gigabyte)
 */
export async function readJsonFile(file: string): Promise<JsonValue> {
  const bytes = await readFile(file).catch((error) => Promise.reject(ioError(error, file, "read")));
  try {
    return new JsonValue(JSON.parse(bytes.toString("utf8")), file);
  } catch (error) {
    const received = (error as Error).message;
    throw new HalfliteError("INVALID_ARGUMENT", { argument: file, expected: "JSON", received }, error);
  }
}

function kindOf(value: unknown): Kind {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : (typeof value as Kind);
}

/** A value in few words: a file may hold values of any size. */
function described(value: unknown): string {
  const kind = kindOf(value);
  if (kind === "object") return "an object";
  if (kind === "array") {
    const elements = value as unknown[];
    if (elements.length > 8) return `an array of ${elements.length} elements`;
    return `[${elements.map((element) => (Array.isArray(element) ? "[...]" : described(element))).join(", ")}]`;
  }
  if (kind !== "string") return kind === "nothing" ? kind : String(value);
  const text = value as string;
  return JSON.stringify(text.length > SHOWN ? `${text.slice(0, SHOWN)}...` : text);
}
