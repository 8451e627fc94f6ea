import { createHash } from "node:crypto";
import * as fs from "node:fs";
import { pipeline } from "node:stream/promises";
import { convert } from "../../src/index.js";
import type { Evidence, Measurement } from "../trial.js";
import type { FileRequest } from "./file.js";

/** Converts the file once. */
export async function measureFile(request: FileRequest): Promise<Evidence | Measurement> {
  const { task, model, output, backend, threads, fsync } = request;
  const begun = performance.now();
  await convert(model, { output, backend, threads, fsync, force: true });
  const milliseconds = [performance.now() - begun];
  if (task === "measure") return { milliseconds };
  const hash = createHash("sha256");
  await pipeline(fs.createReadStream(output), hash);
  return { digest: hash.digest("hex") };
}
