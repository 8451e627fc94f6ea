import type {
  CompiledModel,
  LiteRt,
  LoadedModel,
  RankedType,
  TensorBuffer,
  Vector,
} from "./litert_bindings.js";
import { inputsFrom, type ModelInRuntime, type Outcome, Progress, type RunModel } from "./outcome.js";
import { readFirstSignature } from "./signatures.js";
import { bytesOf, dtypeOf, type RuntimeTensor, type TensorData, viewOf } from "./tensors.js";
import { loadWasmPackage } from "./wasm_package.js";

/** The build without relaxed SIMD: it runs on Node 20, and its results do not depend on the CPU. */
const SCRIPT = "wasm/litert_wasm_compat_internal.js";

/** Runs the first signature (or else the main subgraph) in LiteRT, in an instance of its own. */
export const runInLiteRt: RunModel = async (model, given) => {
  const progress = new Progress();
  try {
    const compiled = await compileForLiteRt(await startLiteRt(progress), model, progress);
    progress.step = "input";
    const inputs = inputsFrom(compiled.inputs, given);
    return { inputs, outputs: await compiled.run(inputs.map(({ data }) => data)) } satisfies Outcome;
  } catch (error) {
    return progress.refusal(error);
  }
};

/** The first signature of a model (or else its main subgraph), ready to run again and again. */
export async function compileForLiteRt(
  litert: LiteRt,
  model: Uint8Array,
  progress: Progress,
): Promise<ModelInRuntime> {
  const environment = litert.LiteRtEnvironment.create(null);
  const loaded = loadModel(litert, environment, model);
  // The runtime orders the tensors of a signature by its own rules; positions are those in the subgraph.
  const order = readFirstSignature(model);
  progress.step = "compile";
  const compiled = await compile(litert, environment, loaded);
  const signature = loaded.getSignature(0);
  const inputs = itemsOf(signature.inputNames()).map((name, i) => {
    const type = loaded.getInputTensorType(0, i);
    return { name, position: order?.inputs.get(name) ?? i, elementType: type.elementType(), ...typeOf(type) };
  });
  const outputs = itemsOf(signature.outputNames()).map((name, i) => ({
    name,
    position: order?.outputs.get(name) ?? i,
  }));
  return {
    inputs: inPosition(inputs),
    async run(data) {
      progress.step = "input";
      const given = inputs.map(({ position, elementType, shape }) =>
        inputBuffer(litert, environment, data[position]!, shape, elementType),
      );
      progress.step = "run";
      const results = await compiled.run(0, given);
      // A failing operator is only printed: the outputs come back as they were allocated.
      if (progress.complaints.length > 0) throw new Error("inference failed");
      progress.step = "output";
      const tensors = results.map((buffer, i) => outputTensor(litert, buffer, outputs[i]?.name ?? String(i)));
      for (const buffer of [...given, ...results]) buffer.delete();
      return inPosition(tensors.map((tensor, i) => ({ ...tensor, position: outputs[i]?.position ?? i })));
    },
  };
}

/** An instance of its own, which writes into the progress's log. */
export async function startLiteRt({ log }: Progress): Promise<LiteRt> {
  const keep = (line: string) => void log.push(line);
  const { factory } = loadWasmPackage<LiteRt>("@litertjs/core", SCRIPT);
  const litert = await factory({ print: keep, printErr: keep });
  litert.setupLogging();
  return litert;
}

function loadModel(litert: LiteRt, environment: object, model: Uint8Array): LoadedModel {
  const address = litert._malloc(model.byteLength);
  litert.HEAPU8.set(model, address);
  return litert.loadModel(environment, address, model.byteLength);
}

async function compile(litert: LiteRt, environment: object, model: LoadedModel): Promise<CompiledModel> {
  return litert.compileModel(environment, model, {
    accelerator: "wasm",
    environment: { liteRtEnvironment: environment },
    cpuOptions: { numThreads: 1 },
    gpuOptions: {},
    webNNOptions: {},
  });
}

function inPosition<T extends { position: number }>(placed: readonly T[]): Omit<T, "position">[] {
  return [...placed].sort((a, b) => a.position - b.position).map(({ position, ...rest }) => rest);
}

function itemsOf<T>(vector: Vector<T>): T[] {
  const items = Array.from({ length: vector.size() }, (_, i) => vector.get(i));
  vector.delete();
  return items;
}

/** A dimension that the model leaves open is taken as 1, as the golden outputs were recorded. */
function typeOf(type: RankedType) {
  const shape = itemsOf(type.layout().dimensions()).map((size) => (size < 0 ? 1 : size));
  return { dtype: dtypeOf(type.elementType().value), shape };
}

function inputBuffer(
  litert: LiteRt,
  environment: object,
  data: TensorData,
  shape: readonly number[],
  elementType: object,
): TensorBuffer {
  const dimensions = new litert.VectorInt32();
  for (const size of shape) dimensions.push_back(size);
  const type = litert.LiteRtRankedTensorType.create(elementType, litert.LiteRtLayout.create(dimensions));
  const host = litert.LiteRtTensorBufferType.HOST_MEMORY;
  const buffer = litert.LiteRtTensorBuffer.createManaged(environment, host, type, data.byteLength);
  const address = buffer.lock(litert.LiteRtTensorBufferLockMode.WRITE);
  litert.HEAPU8.set(bytesOf(data), address);
  buffer.unlock();
  return buffer;
}

function outputTensor(litert: LiteRt, buffer: TensorBuffer, name: string): RuntimeTensor {
  const { dtype, shape } = typeOf(buffer.tensorType());
  const address = buffer.lock(litert.LiteRtTensorBufferLockMode.READ);
  const bytes = litert.HEAPU8.slice(address, address + buffer.packedSize());
  buffer.unlock();
  return { name, shape, dtype, data: viewOf(dtype, bytes) };
}
