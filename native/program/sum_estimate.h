// How sums of quantized bytes are estimated: see SumEstimate.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "stored_type.h"

namespace halflite {

/// An estimate is off by what its factors are rounded by, times the operands, which differ from their zeros by 255 at most. The sum itself is off
/// as well before it is rounded for the last time: its operands by 1 each, then 1/2, all of that at the scale of the last shift.
inline SumEstimate sum_estimate(StoredType type, const QuantizedSum& sum) {
  constexpr double largest_difference = 255, error_of_sum = 2.5;
  const auto is_fraction = [](FixedMultiplier factor) { return factor.multiplier >= 0 && factor.shift <= 0; };
  const auto is_stored = [type](std::int32_t x) { return x >= least_of(type) && x <= most_of(type); };
  if (width_of(type) > 1 || sum.left_shift > 20 || !is_fraction(sum.a_factor) || !is_fraction(sum.b_factor) || !is_fraction(sum.factor)) return {};
  if (!is_stored(sum.a_zero) || !is_stored(sum.b_zero) || !is_stored(sum.zero) || !is_stored(sum.least) || !is_stored(sum.most)) return {};
  const auto real = [](FixedMultiplier factor) { return std::ldexp(factor.multiplier, factor.shift - 31); };
  const double unit = std::ldexp(real(sum.factor), sum.left_shift);
  const double a = unit * real(sum.a_factor), b = unit * (sum.subtracts ? -1 : 1) * real(sum.b_factor);
  // The sign, a place for what rounding adds, and all digits of the largest result that is not clamped yet.
  const int bits = 30 - std::max(1, std::ilogb(largest_difference * (std::fabs(a) + std::fabs(b)) + 256) + 1);
  if (bits < 1) return {};
  const double a_factor = std::round(std::ldexp(a, bits)), b_factor = std::round(std::ldexp(b, bits));
  const double error = largest_difference * (std::fabs(a_factor - std::ldexp(a, bits)) + std::fabs(b_factor - std::ldexp(b, bits))) +
                       std::ldexp(error_of_sum, sum.factor.shift + bits);
  const double margin = std::floor(error) + 1, unsure = 2 * margin + 1;
  if (unsure > std::ldexp(1, bits) / 256) return {};
  const double start = std::ldexp(sum.zero + 0.5, bits) + margin - sum.a_zero * a_factor - sum.b_zero * b_factor;
  // Both operands less their zeros fit into 32 bits, so that it does not matter what wraps around on the way there.
  const auto wrapped = static_cast<std::int32_t>(static_cast<std::uint32_t>(static_cast<std::int64_t>(start)));
  return {static_cast<std::int32_t>(a_factor), static_cast<std::int32_t>(b_factor), wrapped, bits, static_cast<std::int32_t>(unsure)};
}

}  // namespace halflite
