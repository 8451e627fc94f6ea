import fs from "node:fs";
import path from "node:path";
import { HalfliteError, ioError } from "../errors.js";
import { decodeImage, type Preprocessing, preprocess } from "../image/index.js";
import { type CompiledModel, type LoadOptions, loadModel } from "../model/index.js";
import type { NumericData } from "../tensor/index.js";
import { type Finding, type ImageTask, readOutputs } from "./image_task.js";

/** What is done with every image; plain data. */
export interface ImageSetup {
  readonly models: readonly string[];
  readonly load: Omit<LoadOptions, "customOperators">;
  /** The folder that the images' names are relative to. */
  readonly images: string;
  readonly preprocessing: Preprocessing;
  readonly task: ImageTask;
}

/** What one model made of one image. */
export interface Answer {
  readonly finding: Finding;
  /** Of the inference alone. */
  readonly milliseconds: number;
}

/** What came of one image: an answer of each model, or why it could not be read. */
export type ImageOutcome = { readonly answers: readonly Answer[] } | { readonly unreadable: string };

/** Models that are loaded to answer about images. */
export class ImageRunner {
  private constructor(
    private readonly setup: ImageSetup,
    private readonly models: readonly CompiledModel[],
  ) {}

  /** @throws what `loadModel` throws */
  static async load(setup: ImageSetup): Promise<ImageRunner> {
    const models: CompiledModel[] = [];
    for (const file of setup.models) models.push(await loadModel(file, setup.load));
    return new ImageRunner(setup, models);
  }

  /** @throws whatever is not the image's fault */
  async run(file: string): Promise<ImageOutcome> {
    const { images, preprocessing, task } = this.setup;
    let image: Awaited<ReturnType<typeof decodeImage>>;
    try {
      image = await decodeImage(await read(path.join(images, file)), file);
    } catch (error) {
      if (error instanceof HalfliteError && ["IO", "INVALID_ARGUMENT"].includes(error.code))
        return { unreadable: error.message };
      throw error;
    }
    // Most models that are compared take the same input.
    const prepared = new Map<string, NumericData>();
    const answers = this.models.map((model) => {
      const input = model.inputs[0]!;
      const key = JSON.stringify([input.dtype, input.shape, input.quantization]);
      const data = prepared.get(key) ?? preprocess(image, input, preprocessing);
      prepared.set(key, data);
      const begun = performance.now();
      const outputs = model.runSync([data]);
      const milliseconds = performance.now() - begun;
      return { finding: readOutputs(outputs, task, image), milliseconds };
    });
    return { answers };
  }

  dispose(): void {
    for (const model of this.models) model.dispose();
  }
}

async function read(file: string): Promise<Uint8Array> {
  try {
    return await fs.promises.readFile(file);
  } catch (error) {
    throw ioError(error, file, "read");
  }
}
