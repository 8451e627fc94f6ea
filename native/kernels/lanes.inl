// Rows of float32 as vectors whose lanes become one number.
#pragma once

#include "kernels.h"

namespace halflite {
namespace {

struct AddUp {
  static constexpr float neutral = 0;
  inline Floats operator()(Floats value, Floats so_far) const { return add(value, so_far); }
  inline float one(float value, float so_far) const { return value + so_far; }
};
struct MultiplyUp {
  static constexpr float neutral = 1;
  inline Floats operator()(Floats value, Floats so_far) const { return multiply(value, so_far); }
  inline float one(float value, float so_far) const { return value * so_far; }
};
/// A NaN is never larger, and nothing is larger than a NaN.
struct KeepLargest {
  inline Floats operator()(Floats value, Floats so_far) const { return choose(below(so_far, value), value, so_far); }
  inline float one(float value, float so_far) const { return value > so_far ? value : so_far; }
};
struct KeepSmallest {
  inline Floats operator()(Floats value, Floats so_far) const { return choose(below(value, so_far), value, so_far); }
  inline float one(float value, float so_far) const { return value < so_far ? value : so_far; }
};

/// A row as one vector, before its lanes become one number. Sums have zeros behind their end; what may be taken twice reaches back.
inline Floats lanes_of_row(const float* source, size_t depth, float, AddUp) {
  Floats sums = repeat(0.0f);
  size_t i = 0;
  for (; i + lanes <= depth; i += lanes) sums = add(sums, load(source + i));
  return lanes > 1 && i < depth ? add(sums, load_some(source + i, depth - i)) : sums;
}
template <typename Take>
inline Floats lanes_of_row(const float* source, size_t depth, float initial, Take take) {
  Floats taken = repeat(initial);
  for (size_t i = 0; i + lanes <= depth; i += lanes) taken = take(load(source + i), taken);
  return take(load(source + depth - lanes), taken);
}

/// The lanes of one vector, or of `lanes` vectors at once, become one number each in the same order.
template <typename Take>
inline float reduce_lanes(Floats vector, Take take) {
  float values[lanes];
  store(values, vector);
#pragma GCC unroll 4
  for (int half = lanes / 2; half > 0; half /= 2) {
#pragma GCC unroll 8
    for (int l = 0; l < half; l++) values[l] = take.one(values[l + half], values[l]);
  }
  return values[0];
}
template <typename Take>
inline Floats reduce_lanes(Floats (&square)[lanes], Take take) {
  transpose(square);
#pragma GCC unroll 4
  for (int half = lanes / 2; half > 0; half /= 2) {
#pragma GCC unroll 8
    for (int l = 0; l < half; l++) square[l] = take(square[l + half], square[l]);
  }
  return square[0];
}

}  // namespace
}  // namespace halflite
