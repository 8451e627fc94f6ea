import * as fs from "node:fs";
import * as path from "node:path";
import { inputsFrom, type ModelInRuntime, type Outcome, Progress, type RunModel } from "./outcome.js";
import { bytesOf, type DType, type RuntimeTensor, viewOf } from "./tensors.js";
import { loadWasmPackage } from "./wasm_package.js";

const SCRIPT = "wasm/tflite_web_api_cc_simd.js";

/** The part of the runtime's WebAssembly interface that is used here. */
export interface TfliteWeb {
  readonly HEAPU8: Uint8Array;
  _malloc(byteLength: number): number;
  readonly TFLiteWebModelRunner: {
    CreateFromBufferAndOptions(address: number, byteLength: number, options: object): StatusOr;
  };
}

interface StatusOr {
  ok(): boolean;
  errorMessage(): string;
  value(): { GetInputs(): Vector; GetOutputs(): Vector; Infer(): boolean };
}

interface Vector {
  size(): number;
  get(index: number): TensorInfo;
}

interface TensorInfo {
  readonly name: string;
  /** Comma-separated. */
  readonly shape: string;
  readonly dataType: string;
  /** A view on the heap; something else for a type that this interface cannot show. */
  data(): ArrayBufferView | undefined;
}

/** Runs the main subgraph in the TensorFlow Lite of tfjs-tflite, in an instance of its own. */
export const runInTfjsTflite: RunModel = async (model, given) => {
  const progress = new Progress();
  try {
    const compiled = await compileForTfjsTflite(await startTfjsTflite(progress), model, progress);
    progress.step = "input";
    const inputs = inputsFrom(compiled.inputs, given);
    return { inputs, outputs: await compiled.run(inputs.map(({ data }) => data)) } satisfies Outcome;
  } catch (error) {
    return progress.refusal(error);
  }
};

/** The main subgraph of a model, ready to run again and again. */
export async function compileForTfjsTflite(
  tflite: TfliteWeb,
  model: Uint8Array,
  progress: Progress,
): Promise<ModelInRuntime> {
  const address = tflite._malloc(model.byteLength);
  tflite.HEAPU8.set(model, address);
  progress.step = "compile";
  const status = tflite.TFLiteWebModelRunner.CreateFromBufferAndOptions(address, model.byteLength, {
    numThreads: 1,
    enableWebNNDelegate: false,
    webNNDevicePreference: 0,
    enableProfiling: false,
    maxProfilingBufferEntries: 0,
  });
  if (!status.ok()) throw new Error(status.errorMessage());
  const runner = status.value();
  progress.step = "input";
  const inputs = itemsOf(runner.GetInputs());
  return {
    inputs: inputs.map((info) => ({ name: info.name, ...typeOf(info) })),
    async run(data) {
      progress.step = "input";
      // The views are asked for each time: they die when the heap grows.
      for (const [i, info] of inputs.entries()) heapOf(info).set(bytesOf(data[i]!));
      progress.step = "run";
      if (!runner.Infer() || progress.complaints.length > 0) throw new Error("inference failed");
      progress.step = "output";
      return itemsOf(runner.GetOutputs()).map((info): RuntimeTensor => {
        const { dtype, shape } = typeOf(info);
        return { name: info.name, shape, dtype, data: viewOf(dtype, heapOf(info).slice()) };
      });
    },
  };
}

/** An instance of its own, which writes into the progress's log. */
export async function startTfjsTflite({ log }: Progress): Promise<TfliteWeb> {
  const keep = (line: string) => void log.push(line);
  const { factory, folder } = loadWasmPackage<TfliteWeb>("@tensorflow/tfjs-tflite", SCRIPT);
  const wasmBinary = fs.readFileSync(path.join(folder, path.basename(SCRIPT, ".js").concat(".wasm")));
  return factory({ wasmBinary, print: keep, printErr: keep });
}

const itemsOf = (vector: Vector): TensorInfo[] =>
  Array.from({ length: vector.size() }, (_, i) => vector.get(i));

const typeOf = ({ dataType, shape }: TensorInfo) => ({
  dtype: dataType as DType,
  shape: shape === "" ? [] : shape.split(",").map(Number),
});

function heapOf(info: TensorInfo): Uint8Array {
  const view = info.data();
  if (!ArrayBuffer.isView(view))
    throw new Error(`tensor "${info.name}" is ${info.dataType}, which cannot be read`);
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}
