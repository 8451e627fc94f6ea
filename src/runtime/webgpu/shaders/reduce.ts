import type { StepShader } from "../shader.js";
import { type Dimensions, REDUCTIONS, type ReductionShape, reductionDispatch } from "./reduction.js";

/** A sum, mean, product, maximum or minimum along dimensions. */
export const reduce: StepShader = ({ parameters }) => {
  const reduction = REDUCTIONS[parameters.take()]!;
  const divisor = parameters.take();
  // Maxima and minima start with the least or greatest number, or with an element that is among them.
  parameters.list(2);
  const passes = Array.from({ length: parameters.take() }, () => parameters.list(3));
  return [reductionDispatch("reduce", shapeOf(passes), { reduction, divisor, stages: [] }, [0, 2])];
};

/** The dimensions that passes reduce one after another, the innermost first (src/ops/reduction/lower_reduction.ts). */
function shapeOf(passes: readonly number[][]): ReductionShape {
  const dimensions: { size: number; isReduced: boolean }[] = [];
  let done = 1;
  for (const [, reduced, inner] of passes as [number, number, number][]) {
    dimensions.unshift({ size: inner / done, isReduced: false });
    dimensions.unshift({ size: reduced, isReduced: true });
    done = inner;
  }
  dimensions.unshift({ size: passes.at(-1)![0]!, isReduced: false });
  return { kept: withStrides(dimensions, false), reduced: withStrides(dimensions, true) };
}

/** Those that are reduced, or not, with their strides; neighbours become one. */
function withStrides(
  dimensions: readonly { readonly size: number; readonly isReduced: boolean }[],
  isReduced: boolean,
): Dimensions {
  const [sizes, strides]: [number[], number[]] = [[], []];
  let stride = 1;
  for (const dimension of [...dimensions].reverse()) {
    if (dimension.isReduced === isReduced && dimension.size !== 1) {
      if (sizes.length > 0 && stride === strides[0]! * sizes[0]!) sizes[0]! *= dimension.size;
      else {
        sizes.unshift(dimension.size);
        strides.unshift(stride);
      }
    }
    stride *= dimension.size;
  }
  return sizes.length > 0 ? { sizes, strides } : { sizes: [1], strides: [0] };
}
