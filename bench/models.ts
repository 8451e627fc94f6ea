import * as fs from "node:fs";
import * as path from "node:path";
import { convert } from "../src/index.js";
import { fixture, sharedModels } from "../test/paths.js";
import { float16File } from "./architectures/file_names.js";
import { type Scale, writeArchitecture } from "./architectures/files.js";
import { type Architecture, architectures } from "./architectures/index.js";
import { cachedMlp, modelFolder } from "./mlp.js";

/** A model that every driver of inference runs. */
export interface BenchModel {
  readonly name: string;
  readonly title: string;
  /** The file, which may have to be made first. */
  file(): Promise<string>;
  /** How far two runtimes may lie apart: relative to an output's maximum, or in units of its integers. */
  readonly tolerance: number;
  /** The output that is compared, where others are sorted by it. Default: all are compared. */
  readonly scores?: number;
  /** Why a driver, by package, is left out. */
  readonly refusedBy?: Readonly<Record<string, string>>;
}

/** Sums in another order and other approximations of exp; 4e-6 is seen (see RUNTIME_NOISE in test/runtime). */
const FLOAT_TOLERANCE = 2e-5;
/** XNNPACK rounds once where TensorFlow Lite's reference kernels round twice; a layer passes that on to the next. */
const QUANTIZED_TOLERANCE = 4;

type Entry = Omit<BenchModel, "name" | "file" | "tolerance"> & { readonly quantized?: boolean };

/** In the shared models beside the checkout. */
const shared: Readonly<Record<string, Entry>> = {
  "mobilenet_v1_1.0_224": { title: "MobileNet V1 1.0 224" },
  "mobilenet_v2_1.0_224": { title: "MobileNet V2 1.0 224" },
  "ssd_mobilenet_v1_0.75_coco": {
    title: "SSD MobileNet V1 0.75 300",
    scores: 2,
    refusedBy: { "@litertjs/core": "it gives outputs of dynamic shape as scalars" },
  },
  "mobilenet_v2_1.0_224_uint8": { title: "MobileNet V2 1.0 224", quantized: true },
};

const MLP = { layers: 4, width: 4096 };

/** @param quick what is there anyway, and small */
export function benchModels(quick: boolean): BenchModel[] {
  const name = "mobilenet_v1_0.25_128";
  const file = async () => fixture(`${name}.tflite`);
  const models = bothFormats(name, { title: "MobileNet V1 0.25 128" }, file);
  if (quick) return [...models, ...architectureModels(architectures.slice(0, 1), "tiny")];
  return [...models, ...sharedBenchModels(), ...mlpModels(), ...architectureModels(architectures, "full")];
}

function sharedBenchModels(): BenchModel[] {
  if (!sharedModels) process.stderr.write("no shared models beside the checkout: they are left out\n");
  const present = Object.entries(shared).flatMap(([name, entry]) => {
    const file = sharedModels && path.join(sharedModels, `${name}.tflite`);
    return file && fs.existsSync(file) ? [{ name, entry, file }] : [];
  });
  return present.flatMap(({ name, entry, file }) =>
    entry.quantized ? [quantized(name, entry, file)] : bothFormats(name, entry, async () => file),
  );
}

const mlpModels = () =>
  bothFormats("mlp", { title: `${MLP.layers} layers of ${MLP.width} x ${MLP.width}` }, () =>
    cachedMlp(MLP.layers, MLP.width),
  );

function architectureModels(chosen: readonly Architecture[], scale: Scale): BenchModel[] {
  return chosen.flatMap((architecture) => {
    let written: string | undefined;
    const file = async () => (written ??= writeArchitecture(architecture, scale, modelFolder));
    const title = `${architecture.title}${scale === "tiny" ? ", tiny" : ""}, made-up weights`;
    return bothFormats(architecture.name, { title }, file);
  });
}

const quantized = (name: string, entry: Entry, file: string): BenchModel => ({
  ...entry,
  name,
  title: `${entry.title}, uint8`,
  file: async () => file,
  tolerance: QUANTIZED_TOLERANCE,
});

/** The model as it is, and as halflite converts it. */
function bothFormats(name: string, entry: Entry, file: () => Promise<string>): BenchModel[] {
  const tolerance = FLOAT_TOLERANCE;
  const float16 = async () => convertedModel(await file());
  return [
    { ...entry, name, title: `${entry.title}, float32`, file, tolerance },
    { ...entry, name: `${name}_float16`, title: `${entry.title}, float16`, file: float16, tolerance },
  ];
}

async function convertedModel(file: string): Promise<string> {
  fs.mkdirSync(modelFolder, { recursive: true });
  const output = path.join(modelFolder, path.basename(float16File(file)));
  await convert(file, { output, force: true, fsync: false });
  return output;
}
