import { checkOptionNames, HalfliteError, throwIfAborted } from "../errors.js";
import { CompiledModel } from "./compiled_model.js";
import { Executor } from "./executor.js";
import { LOAD_MODEL_KEYS, type LoadModelOptions } from "./options.js";

/**
 * Loads a .tflite model to run it. Its weights are laid out for the processor behind that, on another thread; a run that comes at once does its share.
 *
 * @param source a path, or the bytes of a model, which must not change while the model is in use
 * @throws IO, INVALID_MODEL, UNSUPPORTED_MODEL, SHAPE_MISMATCH, OUT_OF_MEMORY for the model; UNSUPPORTED_OPERATOR listing all operators that cannot
 * be executed; INVALID_ARGUMENT, UNKNOWN_NAME, BACKEND_UNAVAILABLE for options; ABORTED
 *
 * @example
 * const model = await loadModel("mobilenet_v2.tflite");
 * const { probabilities } = await model.run({ image: float32Array });
 * console.log(probabilities.shape, probabilities.data);
 * model.dispose();
 */
export async function loadModel(
  source: string | Uint8Array,
  options: LoadModelOptions = {},
): Promise<CompiledModel> {
  checkOptionNames(options, LOAD_MODEL_KEYS);
  throwIfAborted(options.signal, "loadModel");
  const { delegates = [], signal } = options;
  if (delegates.length > 1) {
    const received = `${delegates.length}`;
    throw new HalfliteError("INVALID_ARGUMENT", { argument: "delegates", expected: "at most one", received });
  }
  const [delegate] = delegates;
  const executor = delegate
    ? await Executor.loadDelegated(source, options, delegate, signal)
    : Executor.load(source, options);
  return new CompiledModel(executor);
}
