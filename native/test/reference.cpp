#include "reference.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace halflite::test {

std::uint16_t reference_float16(std::uint32_t bits, Overflow overflow) {
  const std::uint32_t sign = bits >> 31 << 15;
  const int exponent = static_cast<int>(bits >> 23 & 0xff) - 127;
  const std::uint32_t fraction = bits & 0x7fffff;
  if (exponent == 128 && fraction != 0) return static_cast<std::uint16_t>(sign | 0x7e00 | fraction >> 13);
  const std::uint32_t beyond = overflow == Overflow::clamp ? 0x7bff : 0x7c00;
  if (exponent > 15) return static_cast<std::uint16_t>(sign | beyond);
  if (exponent < -25) return static_cast<std::uint16_t>(sign);  // below half of the smallest subnormal

  const std::uint32_t significand = fraction | 0x800000;
  const int dropped = exponent >= -14 ? 13 : 13 + (-14 - exponent);
  const std::uint32_t kept = significand >> dropped;
  const std::uint32_t rest = significand - (kept << dropped);
  const std::uint32_t midpoint = 1u << (dropped - 1);
  const std::uint32_t rounded = kept + (rest > midpoint || (rest == midpoint && kept % 2 == 1) ? 1 : 0);
  // A normal significand has its leading 1 at bit 10, which adds one to the exponent field below it.
  const std::uint32_t result = exponent >= -14 ? (static_cast<std::uint32_t>(exponent + 14) << 10) + rounded : rounded;
  return static_cast<std::uint16_t>(sign | (result >= 0x7c00 ? beyond : result));
}

std::uint32_t reference_float32(std::uint16_t half) {
  const std::uint32_t sign = static_cast<std::uint32_t>(half >> 15) << 31;
  const int exponent = half >> 10 & 0x1f;
  const std::uint32_t fraction = half & 0x3ff;
  if (exponent == 31) return sign | 0x7f800000 | (fraction ? 0x400000 | fraction << 13 : 0);
  const float magnitude = exponent == 0 ? std::ldexp(static_cast<float>(fraction), -24)
                                        : std::ldexp(static_cast<float>(fraction + 1024), exponent - 25);
  std::uint32_t bits;
  std::memcpy(&bits, &magnitude, sizeof bits);
  return sign | bits;
}

Statistics reference_statistics(const float* values, std::size_t count, Overflow overflow) {
  Statistics s = {};
  s.count = static_cast<double>(count);
  for (std::size_t i = 0; i < count; i++) {
    const double v = values[i];
    if (std::isnan(v)) s.nan++;
    else if (std::isinf(v)) s.infinity++;
    if (!std::isfinite(v)) continue;
    std::uint32_t bits;
    std::memcpy(&bits, &values[i], sizeof bits);
    const std::uint16_t half = reference_float16(bits, overflow);
    const std::uint32_t result_bits = reference_float32(half);
    float result;
    std::memcpy(&result, &result_bits, sizeof result);
    const double h = result, error = std::fabs(v - h);
    s.overflow += std::fabs(v) > 65504;
    s.underflow += v != 0 && h == 0;
    s.subnormal += h != 0 && std::fabs(h) < 0x1p-14;
    s.max_abs = std::max(s.max_abs, std::fabs(v));
    s.max_abs_error = std::max(s.max_abs_error, error);
    if (v != 0) s.max_relative_error = std::max(s.max_relative_error, error / std::fabs(v));
    s.sum_squared_error += error * error;
    s.sum_squares += v * v;
    s.sum_products += v * h;
  }
  return s;
}

}  // namespace halflite::test
