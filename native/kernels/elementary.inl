// Elementary functions of float32 vectors. Bounds on the errors, in ULP of the exact result, are held by
// native/test/elementary.cpp: exponential 2, exponential_minus_1 3, logarithm 2, hyperbolic_tangent 4, logistic 4, sine and
// cosine 2 up to most_angle; normal_share (the distribution function of the normal distribution) 2^-22 absolutely.
//
// The polynomials, and quotients of them, are least maximum fits in the given interval, found by iteratively reweighted least squares.
#pragma once

#include "kernels.h"

namespace halflite {
namespace {

constexpr float log2_e = 0x1.715476p+0f;
/// The logarithm of 2 in two parts; the first has 9 bits, so that its products with exponents are exact.
constexpr float ln2_high = 0x1.63p-1f, ln2_low = -0x1.bd0106p-13f;

/// The value of a polynomial with the coefficients of x^0, x^1, ...
template <int count>
inline Floats polynomial(Floats x, const float (&coefficients)[count]) {
  Floats value = repeat(coefficients[count - 1]);
  for (int i = count - 2; i >= 0; i--) value = multiply_add(value, x, repeat(coefficients[i]));
  return value;
}

/// x = exponent * ln(2) + rest, |rest| <= ln(2) / 2.
struct Reduced {
  Floats exponent, rest;

  explicit inline Reduced(Floats x) {
    exponent = round_even(multiply(x, repeat(log2_e)));
    rest = multiply_add(exponent, repeat(-ln2_low), multiply_add(exponent, repeat(-ln2_high), x));
  }

  /// e^rest - 1
  inline Floats rest_power_minus_1() const {
    const Floats tail = polynomial(rest, {0x1p-1f, 0x1.55548ep-3f, 0x1.55545ep-5f, 0x1.123b92p-7f, 0x1.6db47ep-10f});
    return multiply_add(multiply(rest, rest), tail, rest);
  }
};

inline Floats power(const Reduced& x) {
  return times_power_of_two(add(x.rest_power_minus_1(), repeat(1.0f)), x.exponent);
}

/// e^x; 0 and infinity where float32 ends.
inline Floats exponential(Floats x) { return power(Reduced(clamp(x, repeat(-104.0f), repeat(89.0f)))); }

/// e^x - 1 for x <= 0.
inline Floats exponential_minus_1(Floats x) {
  const Reduced reduced(clamp(x, repeat(-30.0f), repeat(0.0f)));
  const Floats power = times_power_of_two(repeat(1.0f), reduced.exponent);
  return multiply_add(power, reduced.rest_power_minus_1(), subtract(power, repeat(1.0f)));
}

/// The natural logarithm; NaN below 0.
inline Floats logarithm(Floats x) {
  const Mask subnormal = below(x, repeat(0x1p-126f));
  const Bits bits = as_bits(choose(subnormal, multiply(x, repeat(0x1p24f)), x));
  // x = 2^exponent * (1 + f) with 1 + f between the square roots of 1/2 and 2.
  const Bits exponent = shift_right(subtract(bits, repeat(0x3f3504f3)), 23);
  const Floats f = subtract(as_floats(subtract(bits, shift_left(exponent, 23))), repeat(1.0f));
  const Floats n = subtract(to_floats(exponent), choose(subnormal, repeat(24.0f), repeat(0.0f)));
  const Floats tail =
      polynomial(f, {0x1.555546p-2f, -0x1.ffffeep-3f, 0x1.99a55cp-3f, -0x1.5562f8p-3f, 0x1.2330f4p-3f,
                     -0x1.fb3e02p-4f, 0x1.e66806p-4f, -0x1.e313b2p-4f, 0x1.1b3eb2p-4f});
  const Floats square = multiply(f, f);
  const Floats cubic = multiply_add(n, repeat(ln2_low), multiply(multiply(f, square), tail));
  const Floats series = add(multiply_add(square, repeat(-0.5f), cubic), f);
  const Floats finite = multiply_add(n, repeat(ln2_high), series);
  const Floats infinity = as_floats(repeat(0x7f800000)), nan = as_floats(repeat(0x7fc00000));
  const Floats above_zero = choose(below(x, infinity), finite, x);
  const Floats from_zero = choose(below(x, repeat(0x1p-149f)), multiply(infinity, repeat(-1.0f)), above_zero);
  return choose(below(x, repeat(0.0f)), nan, from_zero);
}

inline Floats magnitude(Floats x) { return as_floats(magnitude_bits(x)); }

inline Bits sign_bit(Floats x) { return both(as_bits(x), repeat(INT32_MIN)); }
inline Floats minus_magnitude(Floats x) { return as_floats(either(as_bits(x), repeat(INT32_MIN))); }

/// From s = e^(-2 |x|) - 1: -s / (2 + s) with the sign of x.
inline Floats hyperbolic_tangent(Floats x) {
  const Floats half = minus_magnitude(x), shrunk = exponential_minus_1(add(half, half));
  const Floats result = divide(shrunk, subtract(repeat(-2.0f), shrunk));
  return as_floats(either(as_bits(result), sign_bit(x)));
}

/// 1 / (1 + e^-x)
inline Floats logistic(Floats x) {
  const Floats shrunk = power(Reduced(larger(repeat(-104.0f), minus_magnitude(x))));
  return divide(choose(below(x, repeat(0.0f)), shrunk, repeat(1.0f)), add(shrunk, repeat(1.0f)));
}

/// The probability that a normal variable is below x: 1/2 plus x times a quotient of polynomials of x^2, which reaches 1/2 before the end.
inline Floats normal_share(Floats x) {
  const Floats near = clamp(x, repeat(-5.45f), repeat(5.45f)), square = multiply(near, near);
  const Floats numerator = polynomial(square, {0x1.988452p-2f, 0x1.0dcf66p-5f, 0x1.2f4ce2p-8f, 0x1.503f22p-13f, 0x1.ac179ep-18f, 0x1.9d2e66p-26f});
  const Floats denominator = polynomial(square, {1.0f, 0x1.fe693p-3f, 0x1.cd06dap-6f, 0x1.e1725cp-10f, 0x1.2b4626p-14f, 0x1.4c19a4p-20f});
  const Floats beyond_half = divide(multiply(near, numerator), denominator);
  return add(clamp(beyond_half, repeat(-0.5f), repeat(0.5f)), repeat(0.5f));
}

/// x less the nearest multiple of pi / 2, and which one it is.
struct Turned {
  Bits quarters;
  Floats rest;

  /// Zeros keep their sign: the multiple is never -0.
  explicit inline Turned(Floats x) : quarters(truncate(round_even(multiply(x, repeat(0x1.45f306p-1f))))) {
    const Floats n = to_floats(quarters);
    // The parts of pi / 2 have 24 bits each: the first difference is exact, the second is rounded where it is small only.
    const Floats near = minus_product(minus_product(x, n, repeat(0x1.921fb6p+0f)), n, repeat(-0x1.777a5cp-25f));
    rest = minus_product(near, n, repeat(-0x1.ee59dap-50f));
  }

  inline Floats sine_of_rest() const {
    const Floats square = multiply(rest, rest);
    const Floats tail = polynomial(square, {-0x1.555544p-3f, 0x1.1106a4p-7f, -0x1.990df6p-13f});
    return multiply_add(multiply(rest, square), tail, rest);
  }
  inline Floats cosine_of_rest() const {
    const Floats square = multiply(rest, rest);
    const Floats tail = polynomial(square, {0x1.555548p-5f, -0x1.6c0b62p-10f, 0x1.99afa6p-16f});
    return multiply_add(multiply(square, square), tail, multiply_add(square, repeat(-0.5f), repeat(1.0f)));
  }

  /// The sine of so many quarters of a turn plus the rest.
  inline Floats sine(Bits turns) const {
    const Mask is_even = below(to_floats(both(turns, repeat(1))), repeat(0.5f));
    const Floats sign = to_floats(subtract(repeat(1), both(turns, repeat(2))));
    return multiply(choose(is_even, sine_of_rest(), cosine_of_rest()), sign);
  }
};

/// Of magnitudes up to most_angle.
inline Floats sine(Floats x) {
  const Turned turned(x);
  return turned.sine(turned.quarters);
}
inline Floats cosine(Floats x) {
  const Turned turned(x);
  return turned.sine(add(turned.quarters, repeat(1)));
}

}  // namespace
}  // namespace halflite
