import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { convert, type Profile } from "../../src/index.js";

/** Calls `use` with the files of a model's conversions, in the given order, which are gone afterwards. */
export async function withConversions<T>(
  file: string,
  profiles: readonly Profile[],
  use: (files: readonly string[], folder: string) => Promise<T>,
): Promise<T> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "halflite-converted-"));
  try {
    const files = profiles.map((profile) => path.join(folder, `${profile}.tflite`));
    for (const [i, profile] of profiles.entries())
      await convert(file, { profile, output: files[i]!, fsync: false });
    return await use(files, folder);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}
