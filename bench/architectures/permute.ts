/** The elements with their axes in another order, as a transpose gives them. */
export function permuted(
  data: Float32Array,
  shape: readonly number[],
  permutation: readonly number[],
): Float32Array<ArrayBuffer> {
  const stepOf = (axis: number) => shape.slice(axis + 1).reduce((product, size) => product * size, 1);
  const sizes = permutation.map((axis) => shape[axis]!);
  const steps = permutation.map(stepOf);
  const result = new Float32Array(data.length);
  let written = 0;
  const visit = (axis: number, offset: number) => {
    for (let i = 0; i < sizes[axis]!; i++) {
      const at = offset + i * steps[axis]!;
      if (axis === sizes.length - 1) result[written++] = data[at]!;
      else visit(axis + 1, at);
    }
  };
  visit(0, 0);
  return result;
}

/** Height, width, channels to channels, height, width: of TensorFlow's images to ONNX's. */
export const CHANNELS_FIRST = [0, 3, 1, 2] as const;
