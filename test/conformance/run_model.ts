import { importTFLite } from "../../src/importers/tflite.js";
import { typeOf } from "../../src/runtime/constants.js";
import { JsSession } from "../../src/runtime/js/session.js";
import { prepare } from "../../src/runtime/prepare.js";
import type { Tensor } from "../../src/tensor/index.js";
import { openFile, readModel } from "../../src/tflite/index.js";
import { generateInput } from "../runtime/inputs.js";
import type { DType } from "../runtime/tensors.js";

const STEP_LIMIT = 1_000_000;

/** Runs the main subgraph on the generated inputs that golden outputs were recorded with. */
export function runModel(path: string): readonly Tensor[] {
  const source = openFile(path);
  try {
    const model = importTFLite(readModel(source));
    const session = new JsSession(prepare(model, new Map()));
    const inputs = model.graphs[0]!.inputs.map((value, position): Tensor => {
      const type = typeOf(value);
      const dtype = type.dtype.toLowerCase() as DType;
      return { ...type, data: generateInput(dtype, type.shape, position) as Tensor["data"] };
    });
    return session.runSync(0, inputs, { stepLimit: STEP_LIMIT });
  } finally {
    source.close();
  }
}
