// Normalizations along rows of float32, written once over the vector contract.

#include "elementary.inl"
#include "kernels.h"
#include "map_floats.inl"
#include "sums.inl"

namespace halflite {
namespace {

/// The first `count` (less than `lanes`) elements; the others are minus infinity.
inline Floats load_some_and_lowest(const float* source, size_t count) {
  float padded[lanes];
  store(padded, as_floats(repeat(static_cast<int32_t>(0xff800000))));
  for (size_t i = 0; i < count; i++) padded[i] = source[i];
  return load(padded);
}

/// The largest element; NaNs do not count.
inline float largest_of(const float* source, size_t count) {
  const float lowest = -3.402823466e+38f;
  Floats most = as_floats(repeat(static_cast<int32_t>(0xff800000)));
  size_t i = 0;
  for (; i + lanes <= count; i += lanes) most = larger(load(source + i), most);
  float values[lanes];
  store(values, most);
  float result = values[0];
  for (const float value : values) result = value > result ? value : result;
  for (; i < count; i++) result = source[i] > result ? source[i] : result;
  return result < lowest ? lowest : result;
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
      float largest = -3.402823466e+38f;
      for (size_t i = 0; i < depth; i++) largest = from[i] > largest ? from[i] : largest;
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
      const Floats x = is_full ? load(source + i) : load_some_and_lowest(source + i, n);
      const Floats power = exponential(multiply(subtract(x, largest), factor));
      if (is_full) {
        store(sink + i, power);
        return power;
      }
      store_some(sink + i, power, n);
      return load_some(sink + i, n);
    });
    const Floats share = repeat(static_cast<float>(1 / sum));
    size_t i = 0;
    for (; i + lanes <= depth; i += lanes) store(sink + i, multiply(load(sink + i), share));
    if (lanes > 1 && i < depth) store_some(sink + i, multiply(load_some(sink + i, depth - i), share), depth - i);
  }
}

void log_softmax(const float* source, float* sink, size_t rows, size_t depth) {
  for (size_t row = 0; row < rows; row++, source += depth, sink += depth) {
    const Floats largest = repeat(largest_of(source, depth));
    const double sum = sum_of_terms(depth, [=](size_t i, size_t n) {
      const Floats x = n == lanes ? load(source + i) : load_some_and_lowest(source + i, n);
      return exponential(subtract(x, largest));
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
