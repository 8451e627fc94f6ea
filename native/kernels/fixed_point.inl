// TensorFlow Lite's fixed-point arithmetic on vectors of 32-bit integers, bit for bit that of src/ops/fixed_point.ts.
#pragma once

#include "kernels.h"

namespace halflite {
namespace {

/// value / 2^exponent, half away from zero; the exponent is 1 to 31, the value not INT32_MIN.
inline Bits rounding_shift_right(Bits value, int exponent) {
  const Bits lower = add(value, shift_right(value, 31));
  return shift_right(add(shift_right(lower, exponent - 1), repeat(1)), 1);
}

/// value * multiplier * 2^(shift - 31), rounded twice.
inline Bits multiply_fixed(Bits value, FixedMultiplier factor) {
  const Bits shifted = factor.shift > 0 ? shift_left(value, factor.shift) : value;
  const Bits product = doubling_high_product(shifted, repeat(factor.multiplier));
  return factor.shift < 0 ? rounding_shift_right(product, -factor.shift) : product;
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

/// At most 2 * `half` bytes, a power of two, by two copies that overlap.
template <size_t half>
inline void copy_few(void* sink, const void* source, size_t bytes) {
  if constexpr (half > 0) {
    if (bytes < half) return copy_few<half / 2>(sink, source, bytes);
    memcpy(sink, source, half);
    memcpy(static_cast<char*>(sink) + bytes - half, static_cast<const char*>(source) + bytes - half, half);
  }
}

template <typename T>
inline void store_some_integers(T* sink, Bits value, size_t count) {
  T padded[lanes];
  store_integers(padded, value);
  copy_few<lanes * sizeof(T) / 2>(sink, padded, count * sizeof(T));
}

}  // namespace
}  // namespace halflite
