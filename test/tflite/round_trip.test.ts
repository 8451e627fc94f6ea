import * as fs from "node:fs";
import * as path from "node:path";
import { isHalfliteError } from "../../src/errors.js";
import { fromBytes, type ModelFile, openFile, readModel } from "../../src/tflite/index.js";
import { writeModelBytes } from "../../src/tflite/write_model.js";
import { describeWithSharedModels, repositoryRoot } from "../paths.js";
import { meaningOf } from "./records.js";

/** The files that are broken or from another age; everything else must be read. */
const REFUSED = /(bad_model_29bytes|no_subgraphs|broken\/text|small\/transpose|schema_version_2)\.tflite$/;
/** Their options hold positions in the file, which change; they have a test of their own. */
const DISPATCHING = (file: ModelFile) =>
  file.model.operatorCodes?.some(({ customCode }) => customCode === "DISPATCH_OP");

const modelsIn = (folder: string): string[] =>
  fs
    .readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".tflite"))
    .sort();

/** Writes in both forms and reads again: the same records, the same bytes of every content, the same appendix. */
function survives(file: ModelFile): void {
  const before = meaningOf(file);
  const bytes = writeModelBytes(file);
  // An archive may count positions from the start of the file; archive.test.ts looks into it.
  const appended = { appended: file.appended && expect.any(String) };
  expect(meaningOf(readModel(fromBytes(bytes)))).toEqual({ ...(before as object), ...appended });
  const behind = writeModelBytes(file, { outside: true });
  expect(meaningOf(readModel(fromBytes(behind)))).toEqual({ ...(before as object), ...appended });
  expect(Buffer.compare(writeModelBytes(readModel(fromBytes(bytes))), bytes)).toBe(0);
}

function testAll(folder: string): void {
  const models = modelsIn(folder);
  const refused = models.filter((name) => REFUSED.test(name));

  test("every valid file survives reading and writing", () => {
    const failed: string[] = [];
    for (const name of models.filter((model) => !refused.includes(model))) {
      const source = openFile(path.join(folder, name));
      try {
        const file = readModel(source);
        if (!DISPATCHING(file)) survives(file);
      } catch (error) {
        failed.push(`${name}: ${(error as Error).message}`);
      } finally {
        source.close();
      }
    }
    expect(failed).toEqual([]);
  }, 300_000);

  test.each(refused)("%s is refused", (name) => {
    const source = openFile(path.join(folder, name));
    try {
      expect(() => readModel(source)).toThrow(
        expect.objectContaining({ code: expect.stringMatching(/^(INVALID|UNSUPPORTED)_MODEL$/) }),
      );
    } finally {
      source.close();
    }
  });
}

describe("fixtures", () => testAll(path.join(repositoryRoot, "test", "fixtures")));
describeWithSharedModels("shared models", testAll);

test("the error of a missing file names it", () => {
  try {
    openFile("/nowhere/model.tflite");
    throw new Error("opened");
  } catch (error) {
    expect(isHalfliteError(error, "IO") && error.details).toMatchObject({
      path: "/nowhere/model.tflite",
      operation: "open",
    });
  }
});
