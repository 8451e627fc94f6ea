import * as fs from "node:fs";
import * as path from "node:path";
import { generateInput } from "./inputs.js";
import { complaintsOf, type Outcome, type RunModel, refusal, type Step } from "./outcome.js";
import { bytesOf, type DType, type RuntimeTensor, viewOf } from "./tensors.js";
import { loadWasmPackage } from "./wasm_package.js";

const SCRIPT = "wasm/tflite_web_api_cc_simd.js";

/** The part of the runtime's WebAssembly interface that is used here. */
interface TfliteWeb {
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
  const log: string[] = [];
  let step: Step = "load";
  try {
    const tflite = await createTflite(log);
    const address = tflite._malloc(model.byteLength);
    tflite.HEAPU8.set(model, address);
    step = "compile";
    const status = tflite.TFLiteWebModelRunner.CreateFromBufferAndOptions(address, model.byteLength, {
      numThreads: 1,
      enableWebNNDelegate: false,
      webNNDevicePreference: 0,
      enableProfiling: false,
      maxProfilingBufferEntries: 0,
    });
    if (!status.ok()) return refusal(step, status.errorMessage(), log);
    const runner = status.value();
    step = "input";
    const inputs = itemsOf(runner.GetInputs()).map((info, position) => {
      const { dtype, shape, heap } = describe(info);
      const data = given[position] ?? generateInput(dtype, shape, position);
      heap.set(bytesOf(data));
      return { name: info.name, shape, dtype, data };
    });
    step = "run";
    if (!runner.Infer() || complaintsOf(log).length > 0) return refusal(step, "inference failed", log);
    step = "output";
    const outputs = itemsOf(runner.GetOutputs()).map((info): RuntimeTensor => {
      const { dtype, shape, heap } = describe(info);
      return { name: info.name, shape, dtype, data: viewOf(dtype, heap.slice()) };
    });
    return { inputs, outputs } satisfies Outcome;
  } catch (error) {
    return refusal(step, error, log);
  }
};

async function createTflite(log: string[]): Promise<TfliteWeb> {
  const keep = (line: string) => void log.push(line);
  const { factory, folder } = loadWasmPackage<TfliteWeb>("@tensorflow/tfjs-tflite", SCRIPT);
  const wasmBinary = fs.readFileSync(path.join(folder, path.basename(SCRIPT, ".js").concat(".wasm")));
  return factory({ wasmBinary, print: keep, printErr: keep });
}

const itemsOf = (vector: Vector): TensorInfo[] =>
  Array.from({ length: vector.size() }, (_, i) => vector.get(i));

function describe(info: TensorInfo): { dtype: DType; shape: number[]; heap: Uint8Array } {
  const view = info.data();
  if (!ArrayBuffer.isView(view))
    throw new Error(`tensor "${info.name}" is ${info.dataType}, which cannot be read`);
  return {
    dtype: info.dataType as DType,
    shape: info.shape === "" ? [] : info.shape.split(",").map(Number),
    heap: new Uint8Array(view.buffer, view.byteOffset, view.byteLength),
  };
}
