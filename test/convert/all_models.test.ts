import * as fs from "node:fs";
import * as path from "node:path";
import { convert, HalfliteError, restore } from "../../src/index";
import { describeWithSharedModels, fixture } from "../paths";

const modelsIn = (folder: string): string[] =>
  fs
    .readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".tflite"))
    .sort();

/** The files that are broken on purpose, and how. */
const broken: Record<string, string> = {
  "small/add_shared_tensors.tflite": "INVALID_GRAPH",
  "small/transpose.tflite": "UNSUPPORTED_MODEL",
  "tricky/bad_model_29bytes.tflite": "INVALID_MODEL",
  "tricky/no_subgraphs.tflite": "INVALID_MODEL",
};

async function roundTrip(file: string, profile: "default" | "compat"): Promise<void> {
  const input = fs.statSync(file).size;
  const { bytes, report } = await convert(file, { profile, verify: true });
  if (profile === "default") expect(bytes!.byteLength).toBeLessThanOrEqual(input);
  expect(report.output.byteLength).toBe(bytes!.byteLength);
  const again = await convert(bytes!, { profile });
  expect(again.report.changed).toBe(false);
  expect(Buffer.from(again.bytes!).equals(bytes!)).toBe(true);
  await restore(bytes!, { verify: true });
}

describe("every fixture converts, verifies, converts to itself, and restores", () => {
  const folder = fixture("");
  test.each(modelsIn(folder).filter((name) => !name.startsWith("broken")))("%s", async (name) => {
    await roundTrip(path.join(folder, name), "default");
    await roundTrip(path.join(folder, name), "compat");
  });

  test.each(fs.readdirSync(path.join(folder, "broken")))(
    "broken/%s gives a typed error or a valid result",
    async (name) => {
      const outcome = await convert(path.join(folder, "broken", name)).catch((error: unknown) => error);
      if (outcome instanceof Error) expect(outcome).toBeInstanceOf(HalfliteError);
    },
  );
});

describeWithSharedModels("every shared model converts or gives the right error", (models) => {
  const names = modelsIn(models);
  test("there are hundreds", () => expect(names.length).toBeGreaterThan(500));
  test.each(["default", "compat"] as const)(
    "%s profile",
    async (profile) => {
      const failures: Record<string, string> = {};
      for (const name of names) {
        await roundTrip(path.join(models, name), profile).catch((error: HalfliteError) => {
          failures[name] = error.code ?? String(error);
        });
      }
      expect(failures).toEqual(broken);
    },
    120_000,
  );
});
