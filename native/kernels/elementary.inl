// Elementary functions of float32 vectors. Bounds on the errors, in ULP of the exact result, are held by
// native/test/elementary.cpp: exponential 2, exponential_minus_1 3, logarithm 2, hyperbolic_tangent 4, logistic 4, sine and
// cosine 2 up to most_angle; normal_share (the distribution function of the normal distribution) 2^-22 absolutely.
//
// The polynomials are least maximum fits in the given interval, found by iteratively reweighted least squares.
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

/// e^x; 0 and infinity where float32 ends.
inline Floats exponential(Floats x) {
  const Reduced reduced(clamp(x, repeat(-104.0f), repeat(89.0f)));
  return times_power_of_two(add(reduced.rest_power_minus_1(), repeat(1.0f)), reduced.exponent);
}

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

/// A magnitude with the sign of another number.
inline Floats with_sign(Floats value, Floats sign) {
  return as_floats(either(as_bits(value), both(as_bits(sign), repeat(INT32_MIN))));
}

inline Floats hyperbolic_tangent(Floats x) {
  const Floats shrunk = exponential_minus_1(multiply(magnitude(x), repeat(-2.0f)));
  const Floats result = divide(shrunk, subtract(repeat(-2.0f), shrunk));
  return with_sign(magnitude(result), x);
}

/// 1 / (1 + e^-x)
inline Floats logistic(Floats x) {
  const Floats power = exponential(multiply(magnitude(x), repeat(-1.0f)));
  return divide(choose(below(x, repeat(0.0f)), power, repeat(1.0f)), add(power, repeat(1.0f)));
}

/// The probability that a normal variable is below x: from e^(-x^2 / 2) times a function of 1 / (1 + 0.3 |x|).
inline Floats normal_share(Floats x) {
  const Floats distance = clamp(magnitude(x), repeat(0.0f), repeat(14.5f));
  const Floats t = divide(repeat(1.0f), multiply_add(distance, repeat(0.3f), repeat(1.0f)));
  const Floats ratio =
      polynomial(t, {0.11968669295f, 0.11957181245f, 0.11023542285f, 0.07838965952f, 0.09615679830f, -0.07942342758f,
                     0.19178445637f, -0.22821354866f, 0.11243558675f, -0.02062346413f});
  const Floats power = exponential(multiply(multiply(distance, distance), repeat(-0.5f)));
  const Floats beyond = multiply(power, multiply(t, ratio));
  return choose(below(x, repeat(0.0f)), beyond, subtract(repeat(1.0f), beyond));
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
