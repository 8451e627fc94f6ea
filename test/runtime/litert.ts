import { generateInput } from "./inputs.js";
import type {
  CompiledModel,
  LiteRt,
  LoadedModel,
  RankedType,
  TensorBuffer,
  Vector,
} from "./litert_bindings.js";
import { complaintsOf, type Outcome, type RunModel, refusal, type Step } from "./outcome.js";
import { readFirstSignature, type SignatureOrder } from "./signatures.js";
import { bytesOf, dtypeOf, type RuntimeTensor, type TensorData, viewOf } from "./tensors.js";
import { loadWasmPackage } from "./wasm_package.js";

/** The build without relaxed SIMD: it runs on Node 20, and its results do not depend on the CPU. */
const SCRIPT = "wasm/litert_wasm_compat_internal.js";

interface Placed {
  /** Among the subgraph's inputs or outputs. The runtime orders the tensors of a signature by its own rules. */
  readonly position: number;
  readonly tensor: RuntimeTensor;
}

/** Runs the first signature (or else the main subgraph) in LiteRT, in an instance of its own. */
export const runInLiteRt: RunModel = async (model, given) => {
  const log: string[] = [];
  let step: Step = "load";
  try {
    const litert = await createLiteRt(log);
    const environment = litert.LiteRtEnvironment.create(null);
    const loaded = loadModel(litert, environment, model);
    const order = readFirstSignature(model);
    step = "compile";
    const compiled = await compile(litert, environment, loaded);
    step = "input";
    const inputs = inputsOf(loaded, order, given);
    const buffers = inputs.map(({ tensor }, i) =>
      inputBuffer(litert, environment, tensor, elementTypeOf(loaded, i)),
    );
    step = "run";
    const results = await compiled.run(0, buffers);
    // A failing operator is only printed: the outputs come back as they were allocated.
    const complaints = complaintsOf(log);
    if (complaints.length > 0) return { refused: "run", reason: complaints.join("; ") };
    step = "output";
    const names = itemsOf(loaded.getSignature(0).outputNames());
    const outputs = results.map((buffer, i) => ({
      position: order?.outputs.get(names[i]!) ?? i,
      tensor: outputTensor(litert, buffer, names[i] ?? String(i)),
    }));
    return { inputs: inPosition(inputs), outputs: inPosition(outputs) } satisfies Outcome;
  } catch (error) {
    return refusal(step, error, log);
  }
};

async function createLiteRt(log: string[]): Promise<LiteRt> {
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

const inPosition = (tensors: Placed[]): RuntimeTensor[] =>
  tensors.sort((a, b) => a.position - b.position).map(({ tensor }) => tensor);

function itemsOf<T>(vector: Vector<T>): T[] {
  const items = Array.from({ length: vector.size() }, (_, i) => vector.get(i));
  vector.delete();
  return items;
}

const elementTypeOf = (loaded: LoadedModel, input: number) =>
  loaded.getInputTensorType(0, input).elementType();

/** A dimension that the model leaves open is taken as 1, as the golden outputs were recorded. */
function typeOf(type: RankedType) {
  const shape = itemsOf(type.layout().dimensions()).map((size) => (size < 0 ? 1 : size));
  return { dtype: dtypeOf(type.elementType().value), shape };
}

function inputsOf(
  loaded: LoadedModel,
  order: SignatureOrder | undefined,
  given: readonly (TensorData | undefined)[],
): Placed[] {
  return itemsOf(loaded.getSignature(0).inputNames()).map((name, i) => {
    const position = order?.inputs.get(name) ?? i;
    const { dtype, shape } = typeOf(loaded.getInputTensorType(0, i));
    const data = given[position] ?? generateInput(dtype, shape, position);
    return { position, tensor: { name, shape, dtype, data } };
  });
}

function inputBuffer(
  litert: LiteRt,
  environment: object,
  tensor: RuntimeTensor,
  elementType: object,
): TensorBuffer {
  const dimensions = new litert.VectorInt32();
  for (const size of tensor.shape) dimensions.push_back(size);
  const type = litert.LiteRtRankedTensorType.create(elementType, litert.LiteRtLayout.create(dimensions));
  const host = litert.LiteRtTensorBufferType.HOST_MEMORY;
  const buffer = litert.LiteRtTensorBuffer.createManaged(environment, host, type, tensor.data.byteLength);
  const address = buffer.lock(litert.LiteRtTensorBufferLockMode.WRITE);
  litert.HEAPU8.set(bytesOf(tensor.data), address);
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
