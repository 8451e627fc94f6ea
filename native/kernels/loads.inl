// What several kernels load and store: weights of either type, and vectors of channels that may be the rest of a row.
#pragma once

#include "kernels.h"

namespace halflite {
namespace {

inline Floats load_weights(const uint16_t* source) { return to_float32(load_halves(source)); }
inline Floats load_weights(const float* source) { return load(source); }

/// The first `count` (less than `lanes`) ones; the others are 0.
inline Floats load_some_weights(const float* source, size_t count) { return load_some(source, count); }
inline Floats load_some_weights(const uint16_t* source, size_t count) {
  uint16_t padded[lanes] = {};
  for (size_t i = 0; i < count; i++) padded[i] = source[i];
  return to_float32(load_halves(padded));
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
