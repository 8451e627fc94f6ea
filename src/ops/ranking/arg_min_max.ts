import { type ElementType, elementCount } from "../../tensor/index.js";
import { ArgMaxOptions, ArgMinOptions } from "../../tflite/schema/general_options.js";
import { axisOf, inputOf, mismatch, numbers, requireType, unsupported, valuesOf } from "../check.js";
import { type Kernel, type NativeNode, type Node, staticKernel } from "../kernel.js";
import type { NativeStep } from "../lowering.js";
import { operator } from "../operator.js";

/** Index of the greatest or least element along an axis, the first one among equals. */
const argMinMax = (
  options: typeof ArgMaxOptions | typeof ArgMinOptions,
  precedes: (candidate: number, current: number) => boolean,
): Kernel =>
  staticKernel<typeof options>(options, {
    infer(node) {
      const input = inputOf(node, 0);
      requireType(node, input, "FLOAT32", "UINT8", "INT8", "INT32", "BOOL");
      const { outputType } = node.options;
      if (outputType !== "INT32" && outputType !== "INT64")
        throw unsupported(node, `indices of type ${outputType}`);
      const axis = axisInput(node);
      if (input.shape[axis] === 0) throw mismatch(node, input.name, `elements along axis ${axis}`, "none");
      return [{ dtype: outputType, shape: input.shape.toSpliced(axis, 1), quantization: null }];
    },
    reference(node, [output]) {
      const { shape, ...input } = inputOf(node, 0);
      const source = numbers(input);
      const axis = axisInput(node);
      const size = shape[axis]!;
      const inner = elementCount(shape.slice(axis + 1));
      const indices = new Int32Array(output!.data.length);
      for (let i = 0; i < indices.length; i++) {
        const first = Math.floor(i / inner) * size * inner + (i % inner);
        let best = 0;
        let value = source[first]!;
        for (let k = 1; k < size; k++) {
          const candidate = source[first + k * inner]!;
          if (!precedes(candidate, value)) continue;
          value = candidate;
          best = k;
        }
        indices[i] = best;
      }
      if (output!.data instanceof BigInt64Array) output!.data.set(Array.from(indices, BigInt));
      else numbers(output!).set(indices);
    },
    native: (node) => lower(node, precedes(1, 0)),
  });

/** The numbers of the types in native/program/steps/arg_extreme.cpp. */
const nativeTypes: Partial<Record<ElementType, number>> = {
  FLOAT32: 0,
  INT32: 1,
  INT8: 2,
  UINT8: 3,
  BOOL: 3,
};

function lower(node: NativeNode<{ readonly outputType: ElementType }>, wantsLargest: boolean): NativeStep[] {
  const { dtype, shape } = inputOf(node, 0);
  const axis = axisInput(node);
  const sizes = [shape.slice(0, axis), [shape[axis]!], shape.slice(axis + 1)].map(elementCount);
  const flags = [Number(wantsLargest), Number(node.options.outputType === "INT64")];
  const parameters = [nativeTypes[dtype]!, ...flags, ...sizes];
  return [{ step: "arg_extreme", operands: [{ input: 0 }, { output: 0 }], parameters }];
}

function axisInput(node: Node<unknown>): number {
  requireType(node, inputOf(node, 1), "INT32", "INT64");
  const values = valuesOf(node, 1);
  if (values.length !== 1) throw mismatch(node, inputOf(node, 1).name, "one axis", `${values.length}`);
  return axisOf(node, values[0]!, inputOf(node, 0).shape.length);
}

export const argMax = operator("ARG_MAX", ["1.9.0", "1.14.0", "2.9.0"], {
  kernel: argMinMax(ArgMaxOptions, (candidate, current) => candidate > current),
});

export const argMin = operator("ARG_MIN", ["1.9.0", "1.14.0", "2.9.0"], {
  kernel: argMinMax(ArgMinOptions, (candidate, current) => candidate < current),
});
