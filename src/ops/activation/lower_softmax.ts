import { elementCount, type TensorType } from "../../tensor/index.js";
import { inputOf } from "../check.js";
import type { NativeNode } from "../kernel.js";
import { multiplierParameters, storedTypeOf } from "../lower_stored.js";
import type { NativeStep } from "../lowering.js";
import { perTensor } from "../quantization.js";
import { unlessRefused } from "../unless_refused.js";
import {
  differenceScaling,
  exponentScaling,
  powersOfDifferences,
  softmaxTables,
} from "./quantized_softmax.js";

/** The numbers of the normalizations in native/program/steps/softmax.cpp. */
const normalizations = { SOFTMAX: 0, LOG_SOFTMAX: 1, L2: 2 } as const;

/** The native step that normalizes the rows along the last dimension. @returns null unless they are FLOAT32 */
export function lowerRows(
  node: NativeNode<unknown>,
  name: keyof typeof normalizations,
  beta = 1,
): NativeStep[] | null {
  const { dtype, shape } = inputOf(node, 0);
  if (dtype !== "FLOAT32") return null;
  const count = elementCount(shape);
  if (count === 0) return [];
  const depth = shape.at(-1) ?? 1;
  const parameters = [normalizations[name], count / depth, depth, beta];
  return [{ step: "softmax", operands: [{ input: 0 }, { output: 0 }], parameters }];
}

/** The native step of a SOFTMAX of INT8 or UINT8. @returns null for other types */
export function lowerQuantizedSoftmax(
  node: NativeNode<{ readonly beta: number }>,
  [output]: readonly TensorType[],
): NativeStep[] | null {
  const input = inputOf(node, 0);
  if (input.dtype !== "INT8" && input.dtype !== "UINT8") return null;
  const count = elementCount(input.shape);
  if (count === 0) return [];
  return unlessRefused(() => {
    const scaling = differenceScaling(node.options.beta * perTensor(node, input).scale);
    const depth = input.shape.at(-1)!;
    const types = [storedTypeOf(input.dtype)!, storedTypeOf(output!.dtype)!];
    const constant = new Uint8Array(powersOfDifferences(scaling).buffer);
    return [
      {
        step: "quantized_softmax",
        operands: [{ input: 0 }, { constant }, { output: 0 }],
        parameters: [...types, count / depth, depth],
      },
    ];
  });
}

/** The native step of a SOFTMAX of INT16. @returns null for other types */
export function lowerSoftmax16(node: NativeNode<{ readonly beta: number }>): NativeStep[] | null {
  const input = inputOf(node, 0);
  if (input.dtype !== "INT16") return null;
  const count = elementCount(input.shape);
  if (count === 0) return [];
  return unlessRefused(() => {
    const { powers, reciprocals } = softmaxTables();
    const constantOf = (table: Int16Array) => ({ constant: new Uint8Array(table.buffer as ArrayBuffer) });
    const depth = input.shape.at(-1)!;
    return [
      {
        step: "quantized_softmax_16",
        operands: [{ input: 0 }, constantOf(powers), constantOf(reciprocals), { output: 0 }],
        parameters: [count / depth, depth, ...multiplierParameters(exponentScaling(node, input))],
      },
    ];
  });
}
