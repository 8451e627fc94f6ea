import * as fs from "node:fs/promises";
import { encodeModel } from "./encode.js";
import type { ModelSpec, TensorSpec } from "./spec.js";

export interface MlpOptions {
  /** Fully connected layers, each with weights [width, width] and a bias [width]. Default 4. */
  readonly layers?: number;
  /** Default 1024: 4 MiB of float32 weights per layer. 1 GiB is 4 layers of 8192. */
  readonly width?: number;
  /** Default 1. */
  readonly seed?: number;
  /** Contents behind the flatbuffer, which a file beyond 2 GiB needs. Default: where needed. */
  readonly outsideBuffers?: boolean;
}

/** Random float32 numbers, made when they are written. */
interface Content {
  readonly byteLength: number;
  readonly scale: number;
  readonly seed: number;
}

/** Numbers made at a time: 4 MiB. */
const CHUNK = 2 ** 20;
/** The flatbuffer's own offsets reach 2 GiB. */
const INSIDE_LIMIT = 2 ** 31 - 2 ** 20;

/**
 * Writes a multi-layer perceptron with random weights, of any size, without ever holding it in memory.
 *
 * @returns the file's size in bytes
 */
export async function writeMlp(path: string, options: MlpOptions = {}): Promise<number> {
  const { head, places, byteLength } = encodeModel(mlpSpec(options));
  const file = await fs.open(path, "w");
  try {
    await file.write(head, 0, head.byteLength, 0);
    for (const { content, offset, prefix } of places) {
      await file.write(prefix, 0, prefix.byteLength, offset - prefix.byteLength);
      await writeContent(file, content, offset);
    }
  } finally {
    await file.close();
  }
  return byteLength;
}

function mlpSpec(options: MlpOptions): ModelSpec<Content> {
  const { layers = 4, width = 1024, seed = 1 } = options;
  const weightBytes = layers * (width + 1) * width * 4;
  const numbers = Array.from({ length: layers }, (_, i) => i);
  const tensors = numbers.flatMap((i): TensorSpec<Content>[] => [
    {
      name: `weights${i}`,
      shape: [width, width],
      data: { byteLength: 4 * width * width, scale: Math.sqrt(3 / width), seed: seed + 2 * i },
    },
    { name: `bias${i}`, shape: [width], data: { byteLength: 4 * width, scale: 0.1, seed: seed + 2 * i + 1 } },
    { name: `layer${i}`, shape: [1, width] },
  ]);
  return {
    outsideBuffers: options.outsideBuffers ?? weightBytes > INSIDE_LIMIT,
    subgraphs: [
      {
        tensors: [{ name: "x", shape: [1, width] }, ...tensors],
        inputs: ["x"],
        outputs: [`layer${layers - 1}`],
        operators: numbers.map((i) => ({
          operator: "FULLY_CONNECTED",
          inputs: [i === 0 ? "x" : `layer${i - 1}`, `weights${i}`, `bias${i}`],
          outputs: [`layer${i}`],
        })),
      },
    ],
  };
}

/** Uniform numbers in [-scale, scale), from a linear congruential generator: quick, and good enough to round. */
async function writeContent(
  file: fs.FileHandle,
  { byteLength, scale, seed }: Content,
  offset: number,
): Promise<void> {
  const chunk = new Float32Array(Math.min(CHUNK, byteLength / 4));
  const bytes = new Uint8Array(chunk.buffer);
  let state = Math.imul(seed, 0x9e3779b1) | 1;
  for (let done = 0; done < byteLength; done += bytes.byteLength) {
    for (let i = 0; i < chunk.length; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) | 0;
      chunk[i] = (state / 2 ** 31) * scale;
    }
    await file.write(bytes, 0, Math.min(bytes.byteLength, byteLength - done), offset + done);
  }
}
