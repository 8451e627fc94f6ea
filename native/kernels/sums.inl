// Sums of many float32 terms.
#pragma once

#include "kernels.h"

namespace halflite {
namespace {

/// Lanes add so many vectors up before they go into a double: sums of any length keep float32's precision.
constexpr size_t vectors_in_a_sum = 64;

inline double sum_of_lanes(Floats vector) {
  float values[lanes];
  store(values, vector);
  double sums[4] = {};
#pragma GCC unroll 16
  for (int l = 0; l < lanes; l++) sums[l % 4] += values[l];
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

/// The sum of term(i, n) over full vectors (n == lanes) at i, and once over the rest, where unused lanes must be 0.
template <typename Term>
inline double sum_of_terms(size_t count, Term term) {
  double total = 0;
  Floats sums = repeat(0.0f);
  size_t pending = 0, i = 0;
  for (; i + lanes <= count; i += lanes) {
    sums = add(sums, term(i, static_cast<size_t>(lanes)));
    if (++pending < vectors_in_a_sum) continue;
    total += sum_of_lanes(sums);
    sums = repeat(0.0f);
    pending = 0;
  }
  if (lanes > 1 && i < count) sums = add(sums, term(i, count - i));
  return total + sum_of_lanes(sums);
}

}  // namespace
}  // namespace halflite
