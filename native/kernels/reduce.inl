// Reductions of float32, written once over the vector contract.

#include "kernels.h"
#include "lanes.inl"
#include "map_floats.inl"
#include "sums.inl"

namespace halflite {
namespace {

inline float sum_of_row(const float* source, size_t depth) {
  return static_cast<float>(sum_of_terms(depth, [=](size_t i, size_t n) {
    return n == lanes ? load(source + i) : load_some(source + i, n);
  }));
}

template <typename Take>
inline float reduce_row(const float* source, size_t depth, float initial, Take take) {
  float result = initial;
  size_t i = 0;
  if (depth >= lanes && lanes > 1) {
    Floats taken = repeat(initial);
    for (; i + lanes <= depth; i += lanes) taken = take(load(source + i), taken);
    float values[lanes];
    store(values, taken);
    for (const float value : values) result = take.one(value, result);
  }
  for (; i < depth; i++) result = take.one(source[i], result);
  return result;
}

template <typename Take>
void reduce_short_rows(const float* source, float* sink, size_t rows, size_t depth, float initial, float divisor, Take take) {
  constexpr size_t few_rows = lanes / 4;
  for (size_t row = 0; row < rows; row += lanes, source += lanes * depth) {
    const size_t count = rows - row < lanes ? rows - row : lanes;
    if (count < few_rows) {
      for (size_t r = 0; r < count; r++) sink[row + r] = reduce_lanes(lanes_of_row(source + r * depth, depth, initial, take), take) / divisor;
      return;
    }
    Floats square[lanes];
#pragma GCC unroll 16
    for (size_t r = 0; r < lanes; r++) square[r] = r < count ? lanes_of_row(source + r * depth, depth, initial, take) : square[0];
    const Floats result = divide(reduce_lanes(square, take), repeat(divisor));
    if (count == lanes) store(sink + row, result);
    else store_some(sink + row, result, count);
  }
}

void reduce_rows(Reduction function, const float* source, float* sink, size_t rows, size_t depth, float initial,
                 float divisor) {
  const bool is_short = depth >= lanes && depth <= vectors_in_a_sum * lanes;
  if (is_short && function == Reduction::sum) return reduce_short_rows(source, sink, rows, depth, 0, divisor, AddUp());
  if (is_short && function == Reduction::maximum) return reduce_short_rows(source, sink, rows, depth, initial, 1, KeepLargest());
  if (is_short && function == Reduction::minimum) return reduce_short_rows(source, sink, rows, depth, initial, 1, KeepSmallest());
  for (size_t row = 0; row < rows; row++, source += depth, sink++) {
    switch (function) {
      case Reduction::sum: *sink = sum_of_row(source, depth) / divisor; break;
      case Reduction::product: *sink = reduce_row(source, depth, 1, MultiplyUp()); break;
      case Reduction::maximum: *sink = reduce_row(source, depth, initial, KeepLargest()); break;
      case Reduction::minimum: *sink = reduce_row(source, depth, initial, KeepSmallest()); break;
    }
  }
}

/// Rows that are taken together before they join the rest: sums of many rows keep their precision.
constexpr size_t rows_in_a_sum = 64;

/// `vectors` vectors of columns stay in registers while the rows pass; `count` columns of the last one count.
template <int vectors, typename Take>
inline void reduce_tile(const float* source, float* sink, size_t rows, size_t stride, size_t count, float initial,
                        float divisor, Take take) {
  Floats taken[vectors];
  for (int v = 0; v < vectors; v++) taken[v] = repeat(initial);
  for (size_t first = 0; first < rows; first += rows_in_a_sum) {
    const size_t last = rows - first < rows_in_a_sum ? rows : first + rows_in_a_sum;
    Floats block[vectors];
    for (int v = 0; v < vectors; v++) block[v] = repeat(initial);
    for (size_t row = first; row < last; row++) {
      const float* const at = source + row * stride;
#pragma GCC unroll 4
      for (int v = 0; v < vectors; v++) {
        const bool is_whole = v + 1 < vectors || count == lanes;
        block[v] = take(is_whole ? load(at + v * lanes) : load_some(at + v * lanes, count), block[v]);
      }
    }
    for (int v = 0; v < vectors; v++) taken[v] = take(block[v], taken[v]);
  }
  for (int v = 0; v < vectors; v++) {
    const Floats result = divisor == 1 ? taken[v] : divide(taken[v], repeat(divisor));
    if (v + 1 < vectors || count == lanes) store(sink + v * lanes, result);
    else store_some(sink + v * lanes, result, count);
  }
}

template <typename Take>
void reduce_all_columns(const float* source, float* sink, size_t rows, size_t columns, size_t stride, float initial,
                        float divisor, Take take) {
  constexpr int most_vectors = 4;
  size_t i = 0;
  for (; i + most_vectors * lanes <= columns; i += most_vectors * lanes) {
    reduce_tile<most_vectors>(source + i, sink + i, rows, stride, lanes, initial, divisor, take);
  }
  for (; i < columns; i += lanes) {
    const size_t count = columns - i < lanes ? columns - i : lanes;
    reduce_tile<1>(source + i, sink + i, rows, stride, count, initial, divisor, take);
  }
}

void reduce_columns(Reduction function, const float* source, float* sink, size_t rows, size_t columns, size_t stride,
                    float initial, float divisor) {
  const auto reduce = [=](float start, auto take) {
    reduce_all_columns(source, sink, rows, columns, stride, start, divisor, take);
  };
  switch (function) {
    case Reduction::sum: return reduce(AddUp::neutral, AddUp());
    case Reduction::product: return reduce(MultiplyUp::neutral, MultiplyUp());
    case Reduction::maximum: return reduce(initial, KeepLargest());
    case Reduction::minimum: return reduce(initial, KeepSmallest());
  }
}

}  // namespace
}  // namespace halflite
