import * as fs from "node:fs";
import * as path from "node:path";
import { buildCase } from "../conformance/build_case.js";
import { families } from "../conformance/families.js";
import { repositoryRoot } from "../paths.js";

/** A model that mutants are made of. */
export interface Seed {
  readonly name: string;
  bytes(): Uint8Array;
}

/** Larger ones would take the time of many. */
const MOST_BYTES = 64 * 1024;

const fixtures = path.join(repositoryRoot, "test", "fixtures");

const files: Seed[] = ["", "official_pairs"].flatMap((folder) =>
  fs
    .readdirSync(path.join(fixtures, folder))
    .filter((name) => name.endsWith(".tflite"))
    .map((name) => path.join(folder, name))
    .filter((name) => fs.statSync(path.join(fixtures, name)).size <= MOST_BYTES)
    .map((name) => ({ name, bytes: () => new Uint8Array(fs.readFileSync(path.join(fixtures, name))) })),
);

const cases: Seed[] = Object.values(families)
  .flat()
  .map((one) => ({ name: one.name, bytes: () => buildCase(one) }));

/** The real models of the fixtures, each often enough to matter, and one or several of every operator. */
export const seeds: readonly Seed[] = [...cases, ...Array.from({ length: 8 }, () => files).flat()];
