import fs from "node:fs";
import path from "node:path";
import { HalfliteError, ioError } from "../../errors.js";

/** The files of one sample: of inputs and of what the outputs should be, by name; "" names the only one. */
export interface SampleFiles {
  readonly name: string;
  readonly inputs: ReadonlyMap<string, string>;
  readonly expected: ReadonlyMap<string, string>;
}

/**
 * The samples of a folder with the folders `inputs` and `expected`: a sample is a file SAMPLE.npy in both, or a folder SAMPLE in both with a file NAME.npy for each
 * input or output. Sorted by name.
 *
 * @throws IO; INVALID_ARGUMENT if there are none, or a sample lacks one of the two
 */
export function findSamples(folder: string): SampleFiles[] {
  const inputs = filesBelow(path.join(folder, "inputs"));
  const expected = filesBelow(path.join(folder, "expected"));
  const lonely = [...inputs.keys(), ...expected.keys()].find(
    (name) => !inputs.has(name) || !expected.has(name),
  );
  if (lonely !== undefined)
    throw new HalfliteError("INVALID_ARGUMENT", {
      argument: folder,
      expected: `the sample "${lonely}" in both inputs and expected`,
      received: `only in ${inputs.has(lonely) ? "inputs" : "expected"}`,
    });
  if (inputs.size === 0)
    throw new HalfliteError("INVALID_ARGUMENT", { argument: folder, expected: "samples", received: "none" });
  const names = [...inputs.keys()].sort((a, b) => (a < b ? -1 : 1));
  return names.map((name) => ({ name, inputs: inputs.get(name)!, expected: expected.get(name)! }));
}

function filesBelow(folder: string): Map<string, Map<string, string>> {
  const samples = new Map<string, Map<string, string>>();
  for (const entry of entriesOf(folder)) {
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      const files = entriesOf(place).filter(({ name }) => isArray(name));
      samples.set(entry.name, new Map(files.map(({ name }) => [stem(name), path.join(place, name)])));
    } else if (isArray(entry.name)) samples.set(stem(entry.name), new Map([["", place]]));
  }
  return samples;
}

const isArray = (file: string) => file.endsWith(".npy");
const stem = (file: string) => file.slice(0, -".npy".length);

function entriesOf(folder: string): fs.Dirent[] {
  try {
    return fs.readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    throw ioError(error, folder, "list");
  }
}
