const { cos, PI, sin } = Math;

/** Complex numbers: the k-th is real[k] + i * imaginary[k]. */
export interface ComplexVector {
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

export const complexVector = (length: number): ComplexVector => ({
  real: new Float64Array(length),
  imaginary: new Float64Array(length),
});

/** The discrete Fourier transform in place of vectors of one length, a power of two. */
export function fourierTransform(length: number): (vector: ComplexVector) => void {
  const reversed = reversedIndices(length);
  const roots = complexVector(length / 2);
  for (let k = 0; k < length / 2; k++) {
    roots.real[k] = cos((2 * PI * k) / length);
    roots.imaginary[k] = -sin((2 * PI * k) / length);
  }
  return ({ real, imaginary }) => {
    for (let i = 0; i < length; i++) {
      const j = reversed[i]!;
      if (j <= i) continue;
      [real[i], real[j]] = [real[j]!, real[i]!];
      [imaginary[i], imaginary[j]] = [imaginary[j]!, imaginary[i]!];
    }
    for (let half = 1; half < length; half *= 2) {
      const step = length / (2 * half);
      for (let start = 0; start < length; start += 2 * half)
        for (let k = 0; k < half; k++) {
          const [a, b] = [start + k, start + k + half];
          const [c, s] = [roots.real[k * step]!, roots.imaginary[k * step]!];
          const re = real[b]! * c - imaginary[b]! * s;
          const im = real[b]! * s + imaginary[b]! * c;
          real[b] = real[a]! - re;
          imaginary[b] = imaginary[a]! - im;
          real[a] = real[a]! + re;
          imaginary[a] = imaginary[a]! + im;
        }
    }
  };
}

/** Each index with its bits in the opposite order. */
function reversedIndices(length: number): Uint32Array {
  const reversed = new Uint32Array(length);
  for (let i = 1; i < length; i++) reversed[i] = (reversed[i >> 1]! >> 1) + (i & 1 ? length / 2 : 0);
  return reversed;
}
