import {
  arrayTypeOf,
  type ElementType,
  elementCount,
  entriesPerElement,
  type Tensor,
  type TensorType,
} from "../tensor/index.js";
import type { RecordOf, TableDefinition } from "../tflite/index.js";
import { inputOf } from "./check.js";
import type { Kernel, Node, RunningNode, StaticKernel } from "./kernel.js";
import { staticKernel } from "./kernel.js";
import type { NativeStep } from "./lowering.js";
import { copyOf, fuseDimensions, type StridedCopy, stridedCopy } from "./strided_copy.js";

/** A copy from an input of a node to one of its outputs. */
export interface Move {
  readonly input: number;
  /** Default 0. */
  readonly output?: number;
  readonly copy: StridedCopy;
  /** Natively, what each of the 256 bytes becomes on the way. */
  readonly table?: Uint8Array | null;
}

/** What an output holds where nothing is copied to: zeros, what stands for 0 in its quantization, or the element of an input. */
export type Background = "zeros" | "zero points" | { readonly input: number };

/** A kernel whose outputs are copies of regions of its inputs, whatever the element type. */
export const movingKernel = <T extends TableDefinition>(
  options: T,
  {
    infer,
    background,
    moves,
  }: {
    readonly infer: StaticKernel<RecordOf<T>>["infer"];
    /** Of all outputs; absent where the copies fill them. */
    readonly background?: (node: Node<RecordOf<T>>) => Background;
    /** One after another, so that later ones may cover what earlier ones copied. @throws INVALID_VALUE for regions that leave their tensor */
    readonly moves: (node: Node<RecordOf<T>>, outputs: readonly TensorType[]) => readonly Move[];
  },
): Kernel =>
  staticKernel(options, {
    infer,
    reference(node, outputs) {
      for (const output of outputs) if (background) fill(node, output, background(node));
      for (const { input, output = 0, copy } of moves(node, outputs))
        stridedCopy(inputOf(node, input), outputs[output]!, copy);
    },
    native(node, outputs) {
      const fills = background ? lowerFills(outputs, background(node)) : [];
      const copies = lowerMoves(node, moves(node, outputs));
      return fills && copies && [...fills, ...copies];
    },
  });

/** Fills an output, which is made of zeros. */
function fill(
  node: RunningNode<unknown>,
  { dtype, data, quantization }: Tensor,
  background: Background,
): void {
  if (background === "zeros") return;
  if (background === "zero points") {
    if (isQuantized(dtype)) (data as Int8Array).fill(quantization?.zeroPoint[0] ?? 0);
    return;
  }
  const value = inputOf(node, background.input).data;
  const entries = entriesPerElement(dtype);
  for (let i = 0; i < data.length; i++) data[i] = value[i % entries]!;
}

/** The native steps that do the same. @returns null for elements that have no place in an arena */
function lowerFills(outputs: readonly TensorType[], background: Background): NativeStep[] | null {
  const steps: NativeStep[] = [];
  for (const [output, { dtype, shape, quantization }] of outputs.entries()) {
    const ArrayType = arrayTypeOf(dtype);
    if (!ArrayType) return null;
    if (elementCount(shape) === 0) continue;
    const zero = new ArrayType(entriesPerElement(dtype)) as Int8Array;
    if (background === "zero points" && isQuantized(dtype)) zero.fill(quantization?.zeroPoint[0] ?? 0);
    const pattern = typeof background === "object" ? background : { constant: new Uint8Array(zero.buffer) };
    steps.push({ step: "fill", operands: [pattern, { output }], parameters: [] });
  }
  return steps;
}

const isQuantized = (dtype: ElementType) => dtype === "INT8" || dtype === "UINT8" || dtype === "INT16";

/** A kernel whose output is its input in another shape. */
export const reshapingKernel = <T extends TableDefinition>(
  options: T,
  infer: StaticKernel<RecordOf<T>>["infer"],
): Kernel =>
  staticKernel(options, {
    infer,
    reference(node, [output]) {
      stridedCopy(inputOf(node, 0), output!, copyOf([elementCount(output!.shape)]));
    },
    native: () => "alias",
  });

/** The native steps of moves. @returns null for elements that have no place in an arena */
export function lowerMoves(node: Node<unknown>, moves: readonly Move[]): NativeStep[] | null {
  const steps: NativeStep[] = [];
  for (const { input, output = 0, copy, table = null } of moves) {
    const { dtype } = inputOf(node, input);
    const width = arrayTypeOf(dtype)?.BYTES_PER_ELEMENT;
    if (!width) return null;
    if (copy.shape.includes(0)) continue;
    const word = Math.min(width, 4);
    const fused = fuseDimensions(copy, (width / word) * entriesPerElement(dtype));
    const { shape, sourceStrides, sinkStrides, sourceOffset, sinkOffset } = fused;
    steps.push({
      step: "strided_copy",
      operands: [{ input }, { output }, table && { constant: table }],
      parameters: [
        ...[word, shape.length, sourceOffset, sinkOffset],
        ...shape.flatMap((size, d) => [size, sourceStrides[d]!, sinkStrides[d]!]),
      ],
    });
  }
  return steps;
}
