const { cos, exp, log, PI, sqrt } = Math;

const ORDER = 28;

/** Coefficients of Chebyshev polynomials in t = 2 / (2 + x) of the logarithm of erfc(x) * e^(x^2) / t, for x >= 0. */
const coefficients: readonly number[] = (() => {
  const nodes = Array.from({ length: ORDER }, (_, k) => cos((PI * (k + 0.5)) / ORDER));
  const values = nodes.map((node) => {
    const t = (node + 1) / 2;
    return log(scaledErfc(2 / t - 2) / t);
  });
  return nodes.map((_, j) => {
    const sum = values.reduce((total, value, k) => total + value * cos((PI * j * (k + 0.5)) / ORDER), 0);
    return (sum * (j === 0 ? 1 : 2)) / ORDER;
  });
})();

/** erfc(x) * e^(x^2) for x >= 0: the series of erf for small x, the continued fraction for others. */
function scaledErfc(x: number): number {
  if (x < 2) {
    let [term, sum] = [x, x];
    for (let n = 1; n < 60; n++) {
      term *= (2 * x * x) / (2 * n + 1);
      sum += term;
    }
    return exp(x * x) - (2 / sqrt(PI)) * sum;
  }
  let rest = x;
  for (let n = 120; n > 0; n--) rest = x + n / 2 / rest;
  return 1 / (sqrt(PI) * rest);
}

/** The complementary error function, to a relative error of about 1e-12. */
export function erfc(x: number): number {
  const z = x < 0 ? -x : x;
  const t = 2 / (2 + z);
  const twice = 4 * t - 2;
  // Clenshaw's recurrence.
  let current = 0;
  let previous = 0;
  for (let j = ORDER - 1; j > 0; j--) {
    const next = twice * current - previous + coefficients[j]!;
    previous = current;
    current = next;
  }
  const result = t * exp(-z * z + coefficients[0]! + (twice / 2) * current - previous);
  return x < 0 ? 2 - result : result;
}
