// Fixed-point forms of real factors, as TensorFlow Lite's QuantizeMultiplier makes them.
#pragma once

#include <cfloat>
#include <cmath>
#include <cstdint>
#include <limits>

namespace halflite {

/// multiplier * 2^(shift - 31), where the multiplier is 0 or in [2^30, 2^31) and the shift in [-31, 30].
struct QuantizedMultiplier {
  std::int32_t multiplier, shift;
};

/// @param real 0 or more, and finite
inline QuantizedMultiplier quantize_multiplier(double real) {
  if (real < DBL_MIN) return {0, 0};
  int shift;
  std::int64_t multiplier = std::llround(std::frexp(real, &shift) * 0x1p31);
  if (multiplier == std::int64_t{1} << 31) {
    multiplier /= 2;
    shift++;
  }
  if (shift < -31) return {0, 0};
  if (shift > 30) return {std::numeric_limits<std::int32_t>::max(), 30};
  return {static_cast<std::int32_t>(multiplier), shift};
}

/// The multiplier in 16 bits, rounded.
inline std::int32_t reduced_multiplier(std::int32_t multiplier) { return multiplier < 0x7fff0000 ? (multiplier + (1 << 15)) >> 16 : 0x7fff; }

}  // namespace halflite
