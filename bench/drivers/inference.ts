import type { DType, TensorData } from "../../test/runtime/tensors.js";
import { halfliteDrivers } from "./halflite.js";
import { litertDriver } from "./litert.js";
import { onnxruntimeDrivers } from "./onnxruntime.js";
import { tensorflowLiteDrivers } from "./tensorflow_lite.js";
import { tfjsCpuDriver } from "./tfjs_cpu.js";
import { tfjsTfliteDriver } from "./tfjs_tflite.js";

/** What drivers are compared within: as many threads, plain JavaScript, or a GPU. */
export type Group = "1 thread" | "2 threads" | "JavaScript" | "GPU";

interface DriverCommon {
  readonly name: string;
  /** Of npm, or of Python. */
  readonly package: string;
  readonly group: Group;
  /** Why it cannot be had here; null when it can, or when only starting it tells. */
  readonly absent: string | null;
}

/** Something that runs models in Node. */
export interface NodeDriver extends DriverCommon {
  /** Starts the runtime in this process, which loads its JavaScript and whatever does not depend on a model. */
  start(): Promise<LoadModel>;
}

/** Something that runs models in a program of its own, which is asked and answers as bench/child.ts is and does. */
export interface ProgramDriver extends DriverCommon {
  readonly program: { readonly command: string; readonly arguments: readonly string[] };
}

export type InferenceDriver = NodeDriver | ProgramDriver;

/** Makes a model ready to run. @throws Error if the runtime refuses it */
export type LoadModel = (file: string) => Promise<LoadedModel>;

export interface LoadedModel {
  /** In the order in which `run` takes them, and as the .tflite file has them. */
  readonly inputs: readonly { readonly dtype: DType; readonly shape: readonly number[] }[];
  /** Gives inputs the order of elements that `run` takes. Default: they have it. */
  arrange?(inputs: readonly TensorData[]): readonly TensorData[];
  /** From the elements of the inputs to those of the outputs, which are the caller's. */
  run(inputs: readonly TensorData[]): Promise<readonly TensorData[]>;
  /** Something that a reader of its times must know. */
  readonly remark?: string;
}

/** Every driver, those included that this machine or installation does not have. */
export function inferenceDrivers(): InferenceDriver[] {
  return [
    ...halfliteDrivers(),
    ...tensorflowLiteDrivers(),
    ...onnxruntimeDrivers(),
    litertDriver(),
    tfjsTfliteDriver(),
    tfjsCpuDriver(),
  ];
}
