// Normalizations along rows of float32, written once over the vector contract.

#include "elementary.inl"
#include "kernels.h"
#include "loads.inl"
#include "map_floats.inl"
#include "sums.inl"

namespace halflite {
namespace {

/// The largest of at least `lanes` elements; NaNs do not count.
inline float largest_of(const float* source, size_t count) {
  Floats most = repeat(-3.402823466e+38f);
  for (size_t i = 0; i + lanes <= count; i += lanes) most = larger(load(source + i), most);
  most = larger(load(source + count - lanes), most);
  float values[lanes];
  store(values, most);
#pragma GCC unroll 4
  for (int half = lanes / 2; half > 0; half /= 2) {
#pragma GCC unroll 16
    for (int l = 0; l < half; l++) values[l] = values[l + half] > values[l] ? values[l + half] : values[l];
  }
  return values[0];
}

inline float largest_of_few(const float* source, size_t count) {
  float largest = -3.402823466e+38f;
  for (size_t i = 0; i < count; i++) largest = source[i] > largest ? source[i] : largest;
  return largest;
}

/// Rows of less than so many elements have no vectors of their own.
constexpr size_t short_row = lanes == 1 ? 1 : 4 * lanes;

/// Powers of several rows at once: what comes before and after is done element by element.
void softmax_of_short_rows(const float* source, float* sink, size_t rows, size_t depth, float beta) {
  constexpr size_t elements_at_once = 2048;
  const size_t most_rows = elements_at_once / depth;
  for (size_t first = 0; first < rows; first += most_rows) {
    const size_t last = rows - first < most_rows ? rows : first + most_rows;
    for (size_t row = first; row < last; row++) {
      const float* const from = source + row * depth;
      const float largest = largest_of_few(from, depth);
      for (size_t i = 0; i < depth; i++) sink[row * depth + i] = (from[i] - largest) * beta;
    }
    float* const powers = sink + first * depth;
    map_floats(powers, powers, (last - first) * depth, [](Floats x) { return exponential(x); });
    for (float* power = powers; power < sink + last * depth; power += depth) {
      float sum = 0;
      for (size_t i = 0; i < depth; i++) sum += power[i];
      const float share = 1 / sum;
      for (size_t i = 0; i < depth; i++) power[i] *= share;
    }
  }
}

void softmax(const float* source, float* sink, size_t rows, size_t depth, float beta) {
  if (depth < short_row) return softmax_of_short_rows(source, sink, rows, depth, beta);
  const Floats factor = repeat(beta);
  for (size_t row = 0; row < rows; row++, source += depth, sink += depth) {
    const Floats largest = repeat(largest_of(source, depth));
    const double sum = sum_of_terms(depth, [=](size_t i, size_t n) {
      const bool is_full = n == lanes;
      const Floats x = is_full ? load(source + i) : load_some(source + i, n);
      const Floats power = exponential(multiply(subtract(x, largest), factor));
      if (is_full) store(sink + i, power);
      else store_some(sink + i, power, n);
      return is_full ? power : keep_first(power, n);
    });
    const Floats share = repeat(static_cast<float>(1 / sum));
    size_t i = 0;
    for (; i + lanes <= depth; i += lanes) store(sink + i, multiply(load(sink + i), share));
    if (lanes > 1 && i < depth) store_some(sink + i, multiply(load_some(sink + i, depth - i), share), depth - i);
  }
}

void log_softmax(const float* source, float* sink, size_t rows, size_t depth) {
  for (size_t row = 0; row < rows; row++, source += depth, sink += depth) {
    const Floats largest = repeat(depth < lanes ? largest_of_few(source, depth) : largest_of(source, depth));
    const double sum = sum_of_terms(depth, [=](size_t i, size_t n) {
      if (n == lanes) return exponential(subtract(load(source + i), largest));
      return keep_first(exponential(subtract(load_some(source + i, n), largest)), n);
    });
    const Floats log_of_sum = logarithm(repeat(static_cast<float>(sum)));
    map_floats(source, sink, depth, [=](Floats x) { return subtract(subtract(x, largest), log_of_sum); });
  }
}

void l2_normalize(const float* source, float* sink, size_t rows, size_t depth) {
  for (size_t row = 0; row < rows; row++, source += depth, sink += depth) {
    const double squares = sum_of_terms(depth, [=](size_t i, size_t n) {
      const Floats x = n == lanes ? load(source + i) : load_some(source + i, n);
      return multiply(x, x);
    });
    // Shorter vectors are divided by 1e-6.
    const Floats length = larger(square_root(repeat(static_cast<float>(squares))), repeat(1e-6f));
    map_floats(source, sink, depth, [=](Floats x) { return divide(x, length); });
  }
}

}  // namespace
}  // namespace halflite
