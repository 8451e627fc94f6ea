import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { selectBackend } from "../../src/addon/index.js";
import { convertFrom } from "../../src/convert/convert.js";
import type { OutputFile } from "../../src/convert/output.js";
import { writeModel } from "../../src/convert/write.js";
import { exportTFLite } from "../../src/exporters/tflite.js";
import { importTFLite } from "../../src/importers/tflite.js";
import { type ConvertOptions, isHalfliteError, type Progress } from "../../src/index.js";
import { backends } from "../model/backends.js";
import { buildModel } from "../models/build.js";
import { type ScatteredModel, scatter } from "./scattered_model.js";

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "halflite-failures-"));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

/** Eight constants of 4 MiB, each a piece of its own. */
const model = (() => {
  const names = Array.from({ length: 8 }, (_, i) => `constant${i}`);
  const shape = [2 ** 20];
  const data = Float32Array.from({ length: 2 ** 20 }, (_, i) => i / 2 ** 20);
  return buildModel({
    subgraphs: [
      {
        tensors: [
          { name: "x", shape },
          ...names.flatMap((name) => [
            { name, shape, data: data.slice() },
            { name: `${name} added`, shape },
          ]),
        ],
        inputs: ["x"],
        outputs: ["constant7 added"],
        operators: names.map((name, i) => ({
          operator: "ADD",
          inputs: [i === 0 ? "x" : `${names[i - 1]} added`, name],
          outputs: [`${name} added`],
        })),
      },
    ],
  });
})();

/** Converts into a file. @returns the error, when nothing of the output is left and the source is closed */
async function failureOf(scattered: ScatteredModel, options: ConvertOptions = {}) {
  const output = path.join(folder, "out.tflite");
  const outcome = await convertFrom([scattered], scattered.source, { output, ...options }).then(
    () => "no error",
    (error: unknown) => error,
  );
  expect(fs.readdirSync(folder)).toEqual(["scattered"]);
  expect(scattered.calls.closed).toBe(scattered.calls.opened);
  if (!isHalfliteError(outcome)) throw outcome;
  return outcome;
}

describe.each(backends)("what goes wrong on the way leaves nothing, on the backend %s", (backend) => {
  test("an abort between two pieces", async () => {
    const scattered = scatter(model, folder, ["computed"]);
    const controller = new AbortController();
    scattered.onRead = () => {
      if (scattered.reads.length === 3) controller.abort(new Error("why"));
      return false;
    };
    const { code, cause } = await failureOf(scattered, { backend, signal: controller.signal });
    expect([code, cause]).toEqual(["ABORTED", controller.signal.reason]);
    expect(scattered.reads.length).toBeLessThan(6);
  });

  test("an abort from outside, for the event loop turns", async () => {
    const scattered = scatter(model, folder, ["computed"]);
    const controller = new AbortController();
    scattered.onRead = () => {
      if (scattered.reads.length === 0) setImmediate(() => controller.abort());
      return false;
    };
    expect((await failureOf(scattered, { backend, signal: controller.signal })).code).toBe("ABORTED");
    expect(scattered.reads.length).toBeLessThan(8);
  });

  test("an abort of the verification", async () => {
    const scattered = scatter(model, folder);
    const controller = new AbortController();
    const phases = new Set<string>();
    const onProgress = ({ phase, bytesDone, bytesTotal }: Progress) => {
      phases.add(phase);
      if (phase === "verify") setImmediate(() => controller.abort());
      expect(bytesDone).toBeLessThanOrEqual(phase === "verify" ? bytesTotal / 4 : bytesTotal);
    };
    const options = { backend, verify: true, signal: controller.signal, onProgress };
    expect((await failureOf(scattered, options)).details).toEqual({ operation: "verify" });
    expect([...phases]).toEqual(["convert", "verify"]);
  });

  test("a content that cannot be computed", async () => {
    const scattered = scatter(model, folder);
    scattered.onRead = () => {
      throw new RangeError("no such row");
    };
    await expect(failureOf(scattered, { backend })).rejects.toThrow("no such row");
  });

  test("a file that ends early", async () => {
    const scattered = scatter(model, folder);
    scattered.onRead = () => {
      fs.truncateSync(scattered.shards[1], 1000);
      return false;
    };
    const { code, details } = await failureOf(scattered, { backend });
    expect([code, details]).toMatchObject(["IO", { path: scattered.shards[1], operation: "convert" }]);
  });

  test("a file that somebody writes to", async () => {
    const scattered = scatter(model, folder);
    scattered.onRead = () => {
      fs.appendFileSync(scattered.shards[0], "more");
      return false;
    };
    const { code, details } = await failureOf(scattered, { backend });
    expect([code, details]).toMatchObject([
      "IO",
      { path: scattered.shards[0], reason: "the file changed meanwhile" },
    ]);
  });

  test("contents that come out differently are found by the verification", async () => {
    const scattered = scatter(model, folder, ["computed"]);
    scattered.onRead = () => scattered.reads.length === 5;
    const { code, details } = await failureOf(scattered, { backend, verify: true });
    expect([code, details]).toMatchObject(["VERIFICATION_FAILED", { place: "constant5" }]);
  });

  test("a progress callback that throws", async () => {
    const scattered = scatter(model, folder);
    const onProgress = () => {
      throw new RangeError("from the callback");
    };
    await expect(failureOf(scattered, { backend, onProgress })).rejects.toThrow("from the callback");
  });

  test("a full disk", async () => {
    const device = "/dev/full";
    if (!fs.existsSync(device)) {
      console.warn(`SKIPPED: a full disk: there is no ${device}`);
      return;
    }
    const scattered = scatter(model, folder, ["computed"]);
    const opened = await scattered.open(scattered.source, { backend: selectBackend({ backend }) });
    const fd = fs.openSync(device, "r+");
    const file = {
      fd,
      path: device,
      truncate: () => undefined,
      write: () => undefined,
    } as unknown as OutputFile;
    try {
      const plan = exportTFLite(importTFLite(opened.records), 0);
      const settings = { backend: selectBackend({ backend }), overflow: "infinity", options: {} } as const;
      await expect(writeModel(plan, null, { ...settings, sink: { file } })).rejects.toMatchObject({
        code: "IO",
        details: { path: device, reason: "ENOSPC (no space left on device)" },
      });
      expect(scattered.reads.length).toBeLessThan(4);
    } finally {
      fs.closeSync(fd);
      opened.close();
    }
  });
});

describe("an output that would hurt the input", () => {
  test.each(["weights-0", "weights-1", "new.tflite", "sub/../weights-0"])("%s", async (name) => {
    const scattered = scatter(model, folder);
    const before = scattered.shards.map((shard) => fs.readFileSync(shard));
    const output = `${scattered.source}/${name}`;
    const { code, details } = await failureOf(scattered, { output, force: true });
    expect([code, details]).toMatchObject(["INVALID_ARGUMENT", { argument: "output", received: output }]);
    expect(scattered.calls.opened).toBe(0);
    for (const [i, shard] of scattered.shards.entries())
      expect(fs.readFileSync(shard).equals(before[i]!)).toBe(true);
    expect(fs.readdirSync(scattered.source)).toEqual(["weights-0", "weights-1"]);
  });

  test("a link to one of its files, and the folder by another name", async () => {
    const scattered = scatter(model, folder);
    const elsewhere = fs.mkdtempSync(path.join(os.tmpdir(), "halflite-links-"));
    try {
      fs.symlinkSync(scattered.shards[0], path.join(elsewhere, "link"));
      fs.symlinkSync(scattered.source, path.join(elsewhere, "folder"));
      for (const name of ["link", "folder/new.tflite"]) {
        const output = path.join(elsewhere, name);
        expect((await failureOf(scattered, { output, force: true })).code).toBe("INVALID_ARGUMENT");
      }
    } finally {
      fs.rmSync(elsewhere, { recursive: true });
    }
  });

  test("an existing output, before anything is read", async () => {
    const scattered = scatter(model, folder);
    const output = path.join(folder, "scattered", "..", "exists.tflite");
    fs.writeFileSync(output, "mine");
    const converting = convertFrom([scattered], scattered.source, { output });
    await expect(converting).rejects.toMatchObject({ code: "OUTPUT_EXISTS" });
    expect(scattered.calls.opened).toBe(0);
    expect(fs.readFileSync(output, "utf8")).toBe("mine");
  });
});
