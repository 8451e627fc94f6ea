import * as fs from "node:fs";
import { fromBytes, readModel, writeModelBytes } from "../../src/tflite/index.js";
import { copyOf } from "../fuzz/copy_records.js";
import { fixture } from "../paths.js";

/** Elements of the input of the model below. */
export const INPUT_LENGTH = 128 * 128 * 3;

/** A MobileNet with the names that the README uses: a signature from `image` to `probabilities`, and tensors in `head/`. */
export function readmeModel(): Uint8Array {
  const file = readModel(fromBytes(fs.readFileSync(fixture("mobilenet_v1_0.25_128.tflite"))));
  const model = copyOf(file.model);
  const { tensors, inputs, outputs } = model.subgraphs![0]!;
  for (const tensor of tensors!) tensor.name = tensor.name?.replace("MobilenetV1/Logits/", "head/") ?? null;
  model.signatureDefs = [
    {
      signatureKey: "serving_default",
      subgraphIndex: 0,
      inputs: [{ name: "image", tensorIndex: inputs![0]! }],
      outputs: [{ name: "probabilities", tensorIndex: outputs![0]! }],
      deprecatedTag: null,
    },
  ];
  return writeModelBytes({ ...file, model });
}
