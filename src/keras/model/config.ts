import { invalid, UnsupportedLayer } from "../defects.js";

/** What `JSON.parse` gives. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What reads a description calls itself for every level. */
const DEEPEST = 500;

/** How deep lists and objects stand in each other. */
function nesting(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[{\]}]/g)) {
    if (token === "[" || token === "{") deepest = Math.max(deepest, ++depth);
    else if (token === "]" || token === "}") depth--;
  }
  return deepest;
}

/** Parses a description of a network. */
export function parseJson(text: string, file: string, field: string): JsonObject {
  if (nesting(text) > DEEPEST) throw invalid(file, field, `at most ${DEEPEST} levels of JSON`, "more");
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (error) {
    throw invalid(file, field, "JSON", (error as Error).message);
  }
  if (!isObject(value)) throw invalid(file, field, "an object", shown(value));
  return value;
}

/** A value for a message, shortened. */
export function shown(value: Json | undefined): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/**
 * The options of a layer, checked as they are read.
 * Every method throws INVALID_MODEL that names the file, the layer and the option when the value has another type.
 */
export class Config {
  constructor(
    readonly json: JsonObject,
    readonly file: string,
    readonly place: string,
  ) {}

  has(key: string): boolean {
    return this.json[key] !== undefined && this.json[key] !== null;
  }

  number(key: string, fallback?: number): number {
    return this.take(
      key,
      "a number",
      fallback,
      (v): v is number => typeof v === "number" && Number.isFinite(v),
    );
  }

  integer(key: string, fallback?: number): number {
    return this.take(key, "an integer", fallback, (v): v is number => Number.isSafeInteger(v));
  }

  boolean(key: string, fallback?: boolean): boolean {
    return this.take(key, "true or false", fallback, (v): v is boolean => typeof v === "boolean");
  }

  string(key: string, fallback?: string): string {
    return this.take(key, "a text", fallback, (v): v is string => typeof v === "string");
  }

  integers(key: string, fallback?: readonly number[]): readonly number[] {
    return this.take(key, "a list of integers", fallback, isIntegers);
  }

  /** A size for each of `rank` dimensions, written as a list or as one number for all. */
  sizes(key: string, rank: number, fallback?: number): readonly number[] {
    const value = this.json[key] ?? fallback;
    const list = typeof value === "number" ? new Array<number>(rank).fill(value) : value;
    if (
      isIntegers(list as Json) &&
      (list as number[]).length === rank &&
      (list as number[]).every((v) => v > 0)
    )
      return list as number[];
    throw this.wrong(key, `${rank} positive integers`, value);
  }

  object(key: string): Config {
    const value = this.take<JsonObject>(key, "an object", undefined, isObject);
    return new Config(value, this.file, `${this.place}, ${key}`);
  }

  objects(key: string): readonly Config[] {
    const value = this.take<readonly JsonObject[]>(
      key,
      "a list of objects",
      undefined,
      (v): v is readonly JsonObject[] => Array.isArray(v) && v.every(isObject),
    );
    return value.map((entry, i) => new Config(entry, this.file, `${this.place}, ${key}[${i}]`));
  }

  /** A text, one of those for which a graph is made. */
  choice<T extends string>(key: string, known: readonly T[], fallback: T): T {
    const value = this.string(key, fallback);
    if ((known as readonly string[]).includes(value)) return value as T;
    throw new UnsupportedLayer(`${key} ${value}`);
  }

  /** Refuses an option that no graph is made for. */
  refuse(key: string, unless: Json): void {
    const value = this.json[key] ?? unless;
    if (JSON.stringify(value) !== JSON.stringify(unless))
      throw new UnsupportedLayer(`${key} ${shown(value)}`);
  }

  wrong(key: string, expected: string, received: Json | undefined) {
    return invalid(this.file, `${this.place}, ${key}`, expected, shown(received));
  }

  private take<T>(
    key: string,
    expected: string,
    fallback: T | undefined,
    test: (value: Json | undefined) => value is T & Json,
  ): T {
    const value = Object.hasOwn(this.json, key) ? this.json[key] : undefined;
    if ((value === undefined || value === null) && fallback !== undefined) return fallback;
    if (test(value)) return value;
    throw this.wrong(key, expected, value);
  }
}

const isIntegers = (value: Json | undefined): value is readonly number[] =>
  Array.isArray(value) && value.every((entry) => Number.isSafeInteger(entry));
