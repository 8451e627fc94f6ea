// One float32 <-> float16 in portable C++, on bit patterns and without branches, so that a loop over it can be
// vectorised by the compiler. Static, because every target builds its own copy.
#pragma once

#include <stdint.h>
#include <string.h>

namespace halflite {
namespace {

inline uint32_t bits_of(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

inline float float_of(uint32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

constexpr uint32_t float32_infinity_bits = 0x7f800000;
constexpr uint32_t float16_max_bits = 0x477fe000;     // 65504
constexpr uint32_t float16_normal_bits = 0x38800000;  // 2^-14

/// Round to nearest even; NaNs keep their sign and upper payload and become quiet.
inline uint16_t float16_bits_from_float32(float value) {
  const uint32_t bits = bits_of(value);
  const uint32_t magnitude = bits & 0x7fffffff;
  const uint32_t sign = (bits >> 16) & 0x8000;
  // Adding 0.5 lets the FPU round at 2^-24, the spacing of float16 subnormals.
  const uint32_t subnormal = bits_of(float_of(magnitude) + 0.5f) - 0x3f000000;
  const uint32_t rounded = (magnitude + 0xfff + ((magnitude >> 13) & 1)) >> 13;
  const uint32_t rebiased = rounded - (112u << 10);
  const uint32_t normal = rebiased < 0x7c00 ? rebiased : 0x7c00;
  const uint32_t nan = 0x7e00 | ((magnitude >> 13) & 0x3ff);
  const uint32_t finite = magnitude < float16_normal_bits ? subnormal : normal;
  return static_cast<uint16_t>(sign | (magnitude > float32_infinity_bits ? nan : finite));
}

inline float float32_from_float16_bits(uint16_t half) {
  const uint32_t sign = (half & 0x8000u) << 16;
  const uint32_t magnitude = (half & 0x7fffu) << 13;
  const uint32_t normal = magnitude + (112u << 23);
  // 2^-14 * (1 + m) - 2^-14 leaves the subnormal 2^-14 * m, normalised by the FPU.
  const uint32_t subnormal = bits_of(float_of(magnitude + (113u << 23)) - float_of(113u << 23));
  const uint32_t quiet = magnitude > 0x0f800000u ? 0x00400000u : 0;
  const uint32_t special = magnitude | float32_infinity_bits | quiet;
  const uint32_t finite = magnitude < 0x00800000u ? subnormal : normal;
  return float_of(sign | (magnitude >= 0x0f800000u ? special : finite));
}

}  // namespace
}  // namespace halflite
