import type { InferenceSession } from "onnxruntime-node";
import type { DType, TensorData } from "../../test/runtime/tensors.js";
import { isFloat16File, onnxTwin } from "../architectures/file_names.js";
import { CHANNELS_FIRST, permuted } from "../architectures/permute.js";
import type { Group, LoadedModel, LoadModel, NodeDriver } from "./inference.js";
import { threadCounts, threadsText } from "./threads.js";

type Ort = typeof import("onnxruntime-node");

/** ONNX Runtime, native, on the models that have an ONNX form. */
export const onnxruntimeDrivers = (): NodeDriver[] =>
  threadCounts.map((threads) =>
    onnxruntimeDriver(`onnxruntime-node, ${threadsText(threads)}`, threadsText(threads), {
      executionProviders: ["cpu"],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
    }),
  );

/** The same with other options. */
export const onnxruntimeDriver = (
  name: string,
  group: Group,
  options: InferenceSession.SessionOptions,
): NodeDriver => ({
  name,
  package: "onnxruntime-node",
  group,
  absent: null,
  start: async () => loader(await import("onnxruntime-node"), options),
});

const loader =
  (ort: Ort, options: InferenceSession.SessionOptions): LoadModel =>
  async (file) => {
    const session = await ort.InferenceSession.create(onnxTwin(file), {
      ...options,
      graphOptimizationLevel: "all",
    });
    const remark = isFloat16File(file) ? { remark: "its file is the float32 one" } : {};
    return { ...loaded(ort, session), ...remark };
  };

function loaded(ort: Ort, session: InferenceSession): LoadedModel {
  const inputs = session.inputMetadata.map((input) => {
    if (!input.isTensor) throw new Error(`its input ${input.name} is no tensor`);
    return { name: input.name, dtype: input.type as DType, shape: input.shape as number[] };
  });
  return {
    inputs: inputs.map(({ dtype, shape }) => ({ dtype, shape: channelsLast(shape) })),
    arrange: (given) => given.map((data, i) => channelsFirst(data, inputs[i]!.shape)),
    async run(given) {
      const feeds = inputs.map(({ name, shape }, i) => [
        name,
        new ort.Tensor("float32", given[i] as Float32Array, shape),
      ]);
      const results = await session.run(Object.fromEntries(feeds));
      return session.outputNames.map((name) => results[name]!.data as TensorData);
    },
  };
}

/** Of an image, the only thing of four dimensions that is an input here. */
function channelsLast(shape: readonly number[]): readonly number[] {
  if (shape.length !== 4) return shape;
  const [batch, channels, height, width] = shape as [number, number, number, number];
  return [batch, height, width, channels];
}

const channelsFirst = (data: TensorData, shape: readonly number[]): TensorData =>
  shape.length === 4 ? permuted(data as Float32Array, channelsLast(shape), CHANNELS_FIRST) : data;
