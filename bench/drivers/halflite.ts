import type { loadModel } from "../../src/index.js";
import type { DType, TensorData } from "../../test/runtime/tensors.js";
import type { Group, LoadedModel, NodeDriver } from "./inference.js";
import { threadCounts, threadsText } from "./threads.js";

/** The package, and the driver that others are compared with. */
export const HALFLITE = "halflite";
export const HALFLITE_JS = "halflite js";

/** Both backends. Nothing of halflite is loaded until one is started. */
export function halfliteDrivers(): NodeDriver[] {
  return [
    ...threadCounts.map((threads) => {
      const text = threadsText(threads);
      return driver(`halflite native, ${text}`, text, { backend: "native", threads });
    }),
    driver(HALFLITE_JS, "JavaScript", { backend: "js" }),
  ];
}

interface Options {
  backend: "native" | "js";
  threads?: number;
}

const driver = (name: string, group: Group, options: Options): NodeDriver => ({
  name,
  package: HALFLITE,
  group,
  absent: null,
  async start() {
    // What users of the package get.
    const { loadModel }: typeof import("../../src/index.js") = require("../../src/main.js");
    return async (file) => loaded(await loadModel(file, options));
  },
});

/** A model as the benches run it. */
export function loaded(model: Awaited<ReturnType<typeof loadModel>>): LoadedModel {
  const operators = new Set(model.fallbacks.map(({ operator }) => operator));
  const remark = `${model.fallbacks.length} nodes run in TypeScript (${[...operators].join(", ")})`;
  return {
    inputs: model.inputs.map(({ dtype, shape }) => ({ dtype: dtype.toLowerCase() as DType, shape })),
    run: async (inputs) => (await model.run([...inputs])).map(({ data }) => data as TensorData),
    ...(operators.size > 0 ? { remark } : {}),
  };
}
