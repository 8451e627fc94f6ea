// Normalizations along rows of float32, written once over the vector contract.

#include "elementary.inl"
#include "kernels.h"
#include "lanes.inl"
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
constexpr size_t short_row = lanes == 1 ? 1 : 2 * lanes;

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

/// Writes powers of a row; returns the sums of its lanes.
inline Floats write_powers(const float* source, float* sink, size_t depth, Floats largest, Floats beta) {
  const auto power = [=](Floats x) { return exponential(multiply(subtract(x, largest), beta)); };
  Floats sums = repeat(0.0f);
  size_t i = 0;
  for (; i + lanes <= depth; i += lanes) {
    const Floats value = power(load(source + i));
    store(sink + i, value);
    sums = add(sums, value);
  }
  if (lanes == 1 || i == depth) return sums;
  const Floats last = power(load_some(source + i, depth - i));
  store_some(sink + i, last, depth - i);
  return add(sums, keep_first(last, depth - i));
}

/// As many rows as a vector has lanes: what their lanes become is found for all at once.
void softmax_of_square(const float* source, float* sink, size_t rows, size_t depth, float beta) {
  Floats square[lanes];
  float largest[lanes], shares[lanes];
  for (size_t r = 0; r < lanes; r++) square[r] = r < rows ? lanes_of_row(source + r * depth, depth, -3.402823466e+38f, KeepLargest()) : square[0];
  store(largest, reduce_lanes(square, KeepLargest()));
  for (size_t r = 0; r < lanes; r++) {
    square[r] = r < rows ? write_powers(source + r * depth, sink + r * depth, depth, repeat(largest[r]), repeat(beta)) : repeat(1.0f);
  }
  store(shares, divide(repeat(1.0f), reduce_lanes(square, AddUp())));
  for (size_t r = 0; r < rows; r++) {
    const Floats share = repeat(shares[r]);
    map_floats(sink + r * depth, sink + r * depth, depth, [=](Floats power) { return multiply(power, share); });
  }
}

/// Squares of longer rows would leave the first cache between their passes.
constexpr size_t longest_in_square = 4096 / lanes < vectors_in_a_sum * lanes ? 4096 / lanes : vectors_in_a_sum * lanes;

void softmax_of_long_row(const float* source, float* sink, size_t depth, float beta) {
  const Floats largest = repeat(largest_of(source, depth));
  double sum = 0;
  constexpr size_t part = vectors_in_a_sum * lanes;
  for (size_t i = 0; i < depth; i += part) {
    sum += sum_of_lanes(write_powers(source + i, sink + i, depth - i < part ? depth - i : part, largest, repeat(beta)));
  }
  const Floats share = repeat(static_cast<float>(1 / sum));
  map_floats(sink, sink, depth, [=](Floats power) { return multiply(power, share); });
}

void softmax(const float* source, float* sink, size_t rows, size_t depth, float beta) {
  if (depth < short_row) return softmax_of_short_rows(source, sink, rows, depth, beta);
  if (depth > longest_in_square) {
    for (size_t row = 0; row < rows; row++) softmax_of_long_row(source + row * depth, sink + row * depth, depth, beta);
    return;
  }
  for (size_t row = 0; row < rows; row += lanes) {
    softmax_of_square(source + row * depth, sink + row * depth, rows - row < lanes ? rows - row : lanes, depth, beta);
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
