// The element types of quantized tensors, and how steps read what brings them to another scale.
#pragma once

#include <cstddef>
#include <cstdint>

#include "step.h"

namespace halflite {

/// Bytes of a stored element.
inline std::size_t width_of(StoredType type) {
  return type == StoredType::int32 ? 4 : type == StoredType::int16 ? 2 : 1;
}

inline StoredType read_stored_type(StepReader& r) { return static_cast<StoredType>(r.integer(0, 3)); }

/// Least and largest number of a type, to clamp or to check.
inline std::int64_t least_of(StoredType type) {
  constexpr std::int64_t least[] = {-128, 0, -32768, INT32_MIN};
  return least[static_cast<std::size_t>(type)];
}
inline std::int64_t most_of(StoredType type) {
  constexpr std::int64_t most[] = {127, 255, 32767, INT32_MAX};
  return most[static_cast<std::size_t>(type)];
}

inline std::int32_t read_int32(StepReader& r, std::int64_t least = INT32_MIN, std::int64_t most = INT32_MAX) {
  return static_cast<std::int32_t>(r.integer(least, most));
}

inline FixedMultiplier read_multiplier(StepReader& r) {
  const std::int32_t multiplier = read_int32(r);
  return {multiplier, read_int32(r, -31, 30)};
}

/// Both zeros, the factor, the factor below zero, the range.
inline Rescaling read_rescaling(StepReader& r) {
  Rescaling rescaling{};
  rescaling.from_zero = read_int32(r);
  rescaling.to_zero = read_int32(r);
  rescaling.factor = read_multiplier(r);
  rescaling.factor_below = read_multiplier(r);
  rescaling.least = read_int32(r);
  rescaling.most = read_int32(r);
  return rescaling;
}

}  // namespace halflite
