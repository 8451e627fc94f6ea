// What several kernels load and store: weights of either type, and vectors of channels that may be the rest of a row.
#pragma once

#include "kernels.h"

namespace halflite {
namespace {

inline Floats load_weights(const uint16_t* source) { return to_float32(load_halves(source)); }
inline Floats load_weights(const float* source) { return load(source); }

/// The first `count` (less than `lanes`) ones; the others are 0.
inline Floats load_some_weights(const float* source, size_t count) { return load_some(source, count); }
inline Floats load_some_weights(const uint16_t* source, size_t count) { return to_float32(load_some_halves(source, count)); }

/// Integers from 0 on, as many as `lanes` at most.
alignas(64) constexpr int32_t lane_numbers[16] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

/// The first `count` elements; the others become 0.
inline Floats keep_first(Floats value, size_t count) {
  const Bits kept = minus_one_above(repeat(static_cast<int32_t>(count)), load_integers(lane_numbers));
  return as_floats(both(as_bits(value), kept));
}

/// The last `count` elements; the others become 0.
inline Floats keep_last(Floats value, size_t count) {
  const Bits kept = minus_one_above(load_integers(lane_numbers), repeat(lanes - 1 - static_cast<int32_t>(count)));
  return as_floats(both(as_bits(value), kept));
}

/// All, or the first `count`, channels of a vector.
template <bool whole>
inline Floats load_channels(const float* source, size_t count) {
  if constexpr (whole) return load(source);
  else return load_some(source, count);
}
template <bool whole>
inline void store_channels(float* sink, Floats value, size_t count) {
  if constexpr (whole) store(sink, value);
  else store_some(sink, value, count);
}

}  // namespace
}  // namespace halflite
