import { convert } from "../../src/index";
import { fromBytes, type ModelFile, readModel } from "../../src/tflite/index";
import { fixture } from "../paths";

/** Operators that read both a dequantized float16 constant and a float32 constant. */
function mixedOperators({ model, buffers }: ModelFile): string[] {
  return (model.subgraphs ?? []).flatMap(({ operators, tensors }) => {
    const codeOf = (opcodeIndex: number) => model.operatorCodes?.[opcodeIndex]?.builtinCode;
    const dequantized = new Set(
      (operators ?? [])
        .filter(({ opcodeIndex }) => codeOf(opcodeIndex) === "DEQUANTIZE")
        .flatMap(({ outputs }) => [...(outputs ?? [])]),
    );
    const isFloat32Constant = (index: number): boolean => {
      const tensor = tensors?.[index];
      return tensor?.type === "FLOAT32" && (buffers[tensor.buffer] ?? null) !== null;
    };
    return (operators ?? []).flatMap(({ opcodeIndex, inputs }) => {
      const read = [...(inputs ?? [])];
      const mixed = read.some((index) => dequantized.has(index)) && read.some(isFloat32Constant);
      return mixed ? [`${codeOf(opcodeIndex)}`] : [];
    });
  });
}

// XNNPACK computes an operator of float16 weights and float32 bias several times slower.
test.each(["mobilenet_v1_0.25_128.tflite", "fsalv_cnn_float32.tflite", "micro_mnist_lstm.tflite"])(
  "the constants of an operator become float16 together: %s",
  async (name) => {
    const { bytes, report } = await convert(fixture(name));
    expect(report.constants.filter(({ converted }) => converted).length).toBeGreaterThan(1);
    expect(mixedOperators(readModel(fromBytes(bytes!)))).toEqual([]);
  },
);

test("constants that are small together stay float32 together", async () => {
  const { report } = await convert(fixture("lstm_float.tflite"));
  expect(new Set(report.constants.map(({ rule }) => rule))).toEqual(new Set(["size"]));
});
