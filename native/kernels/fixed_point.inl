// TensorFlow Lite's fixed-point arithmetic on vectors of 32-bit integers, bit for bit that of src/ops/fixed_point.ts.
#pragma once

#include "kernels.h"

namespace halflite {
namespace {

/// value / 2^exponent, half away from zero; the exponent is 0 to 31.
inline Bits rounding_shift_right(Bits value, int exponent) {
  const int32_t mask = static_cast<int32_t>((uint32_t{1} << exponent) - 1);
  const Bits remainder = both(value, repeat(mask));
  const Bits threshold = subtract(repeat(mask >> 1), shift_right(value, 31));
  return subtract(shift_right(value, exponent), minus_one_above(remainder, threshold));
}

/// value * multiplier * 2^(shift - 31), rounded twice.
inline Bits multiply_fixed(Bits value, FixedMultiplier factor) {
  const Bits shifted = shift_left(value, factor.shift > 0 ? factor.shift : 0);
  const Bits product = doubling_high_product(shifted, repeat(factor.multiplier));
  return rounding_shift_right(product, factor.shift < 0 ? -factor.shift : 0);
}

inline Bits clamp_integers(Bits value, int32_t least, int32_t most) {
  return smaller(larger(value, repeat(least)), repeat(most));
}

/// The first `count` (less than `lanes`) of a vector; the others are 0.
template <typename T>
inline Bits load_some_integers(const T* source, size_t count) {
  T padded[lanes] = {};
  for (size_t i = 0; i < count; i++) padded[i] = source[i];
  return load_integers(padded);
}

template <typename T>
inline void store_some_integers(T* sink, Bits value, size_t count) {
  T padded[lanes];
  store_integers(padded, value);
  for (size_t i = 0; i < count; i++) sink[i] = padded[i];
}

}  // namespace
}  // namespace halflite
