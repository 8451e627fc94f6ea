// Elements of float16 that are fewer than a vector.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <string.h>

namespace halflite {
namespace {

/// The first 0 to 4 elements, the first in the lowest bits; zeros above. Reads nothing else: two loads overlap.
inline uint64_t few_halves(const uint16_t* source, size_t count) {
  uint64_t four = 0;
  uint32_t low = 0, high = 0;
  if (count >= 4) {
    memcpy(&four, source, sizeof four);
    return four;
  }
  if (count < 2) return count ? *source : 0;
  memcpy(&low, source, sizeof low);
  memcpy(&high, source + count - 2, sizeof high);
  return low | static_cast<uint64_t>(high) << (16 * (count - 2));
}

}  // namespace
}  // namespace halflite
