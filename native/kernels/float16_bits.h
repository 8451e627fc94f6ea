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

constexpr int32_t float32_infinity_bits = 0x7f800000;
constexpr int32_t float16_max_bits = 0x477fe000;     // 65504
constexpr int32_t float16_normal_bits = 0x38800000;  // 2^-14

/// Both values are computed and one is kept, with masks: a branch would keep the compiler from vectorising a loop.
/// Magnitudes are signed here, because SSE2 compares no unsigned integers.
inline int32_t select(bool condition, int32_t yes, int32_t no) {
  const int32_t mask = -static_cast<int32_t>(condition);
  return (yes & mask) | (no & ~mask);
}

/// Round to nearest even; NaNs keep their sign and upper payload and become quiet.
inline uint16_t float16_bits_from_float32(float value) {
  const uint32_t bits = bits_of(value);
  const int32_t magnitude = static_cast<int32_t>(bits & 0x7fffffff);
  const int32_t sign = static_cast<int32_t>((bits >> 16) & 0x8000);
  // Adding 0.5 lets the FPU round at 2^-24, the spacing of float16 subnormals.
  const int32_t subnormal = static_cast<int32_t>(bits_of(float_of(bits & 0x7fffffff) + 0.5f)) - 0x3f000000;
  const int32_t beyond = 0x47800000;  // 2^16: what is not smaller becomes infinity, as does what rounds up to it
  const int32_t bounded = select(magnitude < beyond, magnitude, beyond);
  const int32_t normal = ((bounded + 0xfff + ((bounded >> 13) & 1)) >> 13) - (112 << 10);
  const int32_t nan = 0x7e00 | ((magnitude >> 13) & 0x3ff);
  const int32_t finite = select(magnitude < float16_normal_bits, subnormal, normal);
  return static_cast<uint16_t>(sign | select(magnitude > float32_infinity_bits, nan, finite));
}

inline float float32_from_float16_bits(uint16_t half) {
  const int32_t magnitude = (half & 0x7fff) << 13;
  const int32_t bias = 112 << 23;
  // 2^-14 * (1 + m) - 2^-14 leaves the subnormal 2^-14 * m, normalised by the FPU.
  const float one_more = float_of(static_cast<uint32_t>(magnitude + bias + (1 << 23)));
  const int32_t subnormal = static_cast<int32_t>(bits_of(one_more - float_of(static_cast<uint32_t>(bias + (1 << 23)))));
  const int32_t infinity = 0x7c00 << 13;
  const int32_t special = magnitude | float32_infinity_bits | select(magnitude > infinity, 0x00400000, 0);
  const int32_t finite = select(magnitude < 0x00800000, subnormal, magnitude + bias);
  const uint32_t sign = (half & 0x8000u) << 16;
  return float_of(sign | static_cast<uint32_t>(select(magnitude >= infinity, special, finite)));
}

}  // namespace
}  // namespace halflite
