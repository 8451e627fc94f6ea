import type { DType, TensorData } from "../../test/runtime/tensors.js";
import { halfliteDrivers } from "./halflite.js";
import { litertDriver } from "./litert.js";
import { tfjsTfliteDriver } from "./tfjs_tflite.js";

/** Something that runs .tflite models. */
export interface InferenceDriver {
  readonly name: string;
  /** Of npm. */
  readonly package: string;
  /** Why it cannot be had here; null when it can. */
  readonly absent: string | null;
  /** Starts the runtime in this process, which loads its JavaScript and whatever does not depend on a model. */
  start(): Promise<LoadModel>;
}

/** Makes a model ready to run. @throws Error if the runtime refuses it */
export type LoadModel = (file: string) => Promise<LoadedModel>;

export interface LoadedModel {
  /** In the order in which `run` takes them. */
  readonly inputs: readonly { readonly dtype: DType; readonly shape: readonly number[] }[];
  /** From the elements of the inputs to those of the outputs, which are the caller's. */
  run(inputs: readonly TensorData[]): Promise<readonly TensorData[]>;
  /** Something that a reader of its times must know. */
  readonly remark?: string;
}

/** Every driver, those included that this machine or installation does not have. */
export function inferenceDrivers(): InferenceDriver[] {
  return [...halfliteDrivers(), litertDriver(), tfjsTfliteDriver()];
}
