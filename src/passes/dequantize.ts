import { type Constant, type Model, type Node, operatorAttributes, type Value } from "../graph/index.js";
import type { OperatorCode } from "../tflite/index.js";

/** The version of DEQUANTIZE that takes FLOAT16 (TensorFlow Lite 1.15). */
const FLOAT16_VERSION = 3;
const DEQUANTIZE_CODE = 6;

/**
 * The operator code of a DEQUANTIZE of FLOAT16: the model's own, or a new one. A DEQUANTIZE of another version, say of
 * int8 per channel, keeps its own code, because the GPU delegate refuses versions above 3.
 */
export function dequantizeOperator(model: Model): OperatorCode {
  const existing = model.operatorCodes.find((code) => isDequantize(code) && code.version === FLOAT16_VERSION);
  return (
    existing ?? {
      deprecatedBuiltinCode: DEQUANTIZE_CODE,
      builtinCode: "DEQUANTIZE",
      customCode: null,
      version: FLOAT16_VERSION,
    }
  );
}

export const isDequantize = (operator: OperatorCode): boolean => operator.builtinCode === "DEQUANTIZE";

/** A node without options. */
export function dequantizeNode(operator: OperatorCode, input: Value, output: Value): Node {
  return {
    operator,
    inputs: [input],
    outputs: [output],
    intermediates: null,
    attributes: operatorAttributes(),
  };
}

/** A FLOAT16 tensor of the same shape. */
export function float16Tensor(value: Value, name: string, constant: Constant | null): Value {
  return {
    name,
    type: "FLOAT16",
    constant,
    attributes: { ...value.attributes, quantization: null },
  };
}
