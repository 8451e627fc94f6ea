// Fixed-point numbers one at a time, bit for bit as in src/ops/fixed_point.ts and fixed_point_functions.ts. Vectors of them are
// in kernels/fixed_point.inl.
#pragma once

#include <bit>
#include <cstdint>

#include "../kernels/elementwise.h"

namespace halflite {

/// a * b / 2^31, rounded to nearest, saturating.
inline std::int32_t doubling_high_product(std::int32_t a, std::int32_t b) {
  if (a == INT32_MIN && b == INT32_MIN) return INT32_MAX;
  return static_cast<std::int32_t>((std::int64_t{a} * b + (1 << 30)) >> 31);
}

/// x / 2^exponent, half away from zero; an exponent below 0 counts as 0.
inline std::int32_t rounding_shift_right(std::int32_t x, int exponent) {
  if (exponent <= 0) return x;
  if (exponent > 31) return 0;
  const auto mask = static_cast<std::int32_t>((std::uint32_t{1} << exponent) - 1);
  return (x >> exponent) + ((x & mask) > (mask >> 1) + (x < 0 ? 1 : 0) ? 1 : 0);
}

/// x * 2^exponent, saturating.
inline std::int32_t saturating_shift_left(std::int32_t x, int exponent) {
  const std::int64_t shifted = std::int64_t{x} << exponent;
  return shifted > INT32_MAX ? INT32_MAX : shifted < INT32_MIN ? INT32_MIN : static_cast<std::int32_t>(shifted);
}

inline std::int32_t wrapping_add(std::int32_t a, std::int32_t b) {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(a) + static_cast<std::uint32_t>(b));
}

inline std::int32_t wrapping_product(std::int32_t a, std::int32_t b) {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(a) * static_cast<std::uint32_t>(b));
}

/// x * multiplier * 2^(shift - 31), rounded twice; bits that the shift moves out at the left are lost.
inline std::int32_t multiply_fixed(std::int32_t x, FixedMultiplier factor) {
  const int left = factor.shift > 0 ? factor.shift : 0;
  const auto shifted = static_cast<std::int32_t>(static_cast<std::uint32_t>(x) << left);
  return rounding_shift_right(doubling_high_product(shifted, factor.multiplier), left - factor.shift);
}

/// 1 / (1 + x) of x in [0, 1], Q0.31, by three steps of Newton's method in Q2.29.
inline std::int32_t one_over_one_plus(std::int32_t x) {
  const std::int64_t doubled = std::int64_t{x} + INT32_MAX;
  const auto denominator = static_cast<std::int32_t>((doubled + (doubled >= 0 ? 1 : -1)) / 2);
  constexpr std::int32_t one = 1 << 29, start = 1515870810, slope = -1010580540;  // 48 / 17 and -32 / 17 in Q2.29
  std::int32_t y = start + doubling_high_product(denominator, slope);
  for (int i = 0; i < 3; i++) {
    const std::int32_t error = one - doubling_high_product(denominator, y);
    y = static_cast<std::int32_t>(std::int64_t{y} + saturating_shift_left(doubling_high_product(y, error), 2));
  }
  return saturating_shift_left(y, 1);
}

/// value * 2^(-31 - shift)
struct FixedReciprocal {
  std::int32_t value;
  int shift;
};

/// 1 / x of a positive x with that many integer bits.
inline FixedReciprocal reciprocal(std::uint32_t x, int integer_bits) {
  const int headroom = std::countl_zero(x);
  const std::uint32_t normalized = headroom < 32 ? x << headroom : 0;
  return {one_over_one_plus(static_cast<std::int32_t>(normalized - 0x80000000u)), integer_bits - headroom};
}

/// 1 / sqrt(x) as a multiplier, by five steps of Newton's method in Q3.28; x below 2 counts as 1.
inline FixedMultiplier inverse_square_root(std::int32_t x) {
  if (x <= 1) return {INT32_MAX, 0};
  int shift = 11;
  for (; x >= 1 << 29; shift++) x /= 4;
  // Pairs of bits bring it into [2^27, 2^29).
  const int pairs = (std::countl_zero(static_cast<std::uint32_t>(x)) - 1) / 2 - 1;
  shift -= pairs;
  const std::int32_t half = rounding_shift_right((x << 2 * pairs) >> 1, 1);
  constexpr std::int32_t one = 1 << 28, half_sqrt_2 = 1518500250;
  std::int32_t root = one;
  for (int i = 0; i < 5; i++) {
    const std::int32_t cube = saturating_shift_left(doubling_high_product(doubling_high_product(root, root), root), 6);
    root = saturating_shift_left(doubling_high_product(one + one / 2, root) - doubling_high_product(half, cube), 3);
  }
  const std::int32_t multiplier = doubling_high_product(root, half_sqrt_2);
  if (shift >= 0) return {multiplier, -shift};
  return {static_cast<std::int32_t>(static_cast<std::uint32_t>(multiplier) << -shift), 0};
}

}  // namespace halflite
