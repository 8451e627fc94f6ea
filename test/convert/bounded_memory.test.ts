import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { backends } from "../model/backends.js";

const MEGABYTE = 2 ** 20;

/** Resident bytes that a conversion may add, whatever the model's size: two batches, pieces that wait for the collector. */
const ALLOWED = 120 * MEGABYTE;

// The conversion, and its verification, of computed constants.
test.each(backends)("300 MiB of computed weights take little memory, on the backend %s", (backend) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "halflite-memory-"));
  const output = path.join(folder, "out.tflite");
  try {
    const script = path.join(__dirname, "convert_computed.js");
    const printed = execFileSync(process.execPath, [script, backend, "300", output], { encoding: "utf8" });
    const { grown, count, byteLength } = JSON.parse(printed);
    expect(count).toBe((300 * MEGABYTE) / 4);
    expect(byteLength).toBeGreaterThan(150 * MEGABYTE);
    expect(fs.statSync(output).size).toBe(byteLength);
    expect(grown).toBeLessThan(ALLOWED);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});
