// Products with a matrix whose rows stay as they are stored, for so few rows on the other side that memory is the limit: many
// rows of the matrix are read at once, nothing is packed. Weights become float32 in registers; every lane sums on its own.

#include "kernels.h"
#include "loads.inl"

namespace halflite {
namespace {

/// Bytes that are fetched ahead in each row, and then in the one that is next.
constexpr size_t dense_ahead = 2048;

/// Elements of a cache line, which is fetched once, or a few vectors where these are short.
template <typename Weight>
constexpr size_t dense_step = lanes >= 8 ? 64 / sizeof(Weight) : 4 * lanes;

/// `units` rows of the matrix times `rows` rows of the source.
template <int units, int rows, typename Weight>
inline void dense_tile(const DenseBlock& block, const Weight* weights, const float* source, const float* bias,
                       float* sink) {
  const size_t depth = block.depth;
  Floats sums[units][rows];
#pragma GCC unroll 16
  for (int u = 0; u < units; u++) {
#pragma GCC unroll 16
    for (int r = 0; r < rows; r++) sums[u][r] = repeat(0.0f);
  }
  const auto add_products = [&](auto load_source, auto load_matrix) {
    Floats values[rows];
#pragma GCC unroll 16
    for (int r = 0; r < rows; r++) values[r] = load_source(source + r * depth);
#pragma GCC unroll 16
    for (int u = 0; u < units; u++) {
      const Floats weight = load_matrix(weights + u * depth);
#pragma GCC unroll 16
      for (int r = 0; r < rows; r++) sums[u][r] = multiply_add(values[r], weight, sums[u][r]);
    }
  };
  const auto add_vectors = [&](size_t k) {
    add_products([k](const float* row) { return load(row + k); }, [k](const Weight* row) { return load_weights(row + k); });
  };
  constexpr size_t step = dense_step<Weight>;
  size_t k = 0;
  for (; k + step <= depth; k += step) {
    const size_t later = k + dense_ahead / sizeof(Weight);
    const Weight* const next = weights + (later < depth ? later : units * depth + later - depth);
#pragma GCC unroll 16
    for (int u = 0; u < units; u++) prefetch_outer(reinterpret_cast<uintptr_t>(next + u * depth));
#pragma GCC unroll 16
    for (size_t i = 0; i < step; i += lanes) add_vectors(k + i);
  }
  for (; k + lanes <= depth; k += lanes) add_vectors(k);
  if (const size_t rest = depth - k; lanes > 1 && rest > 0) {
    add_products([=](const float* row) { return load_some(row + k, rest); },
                 [=](const Weight* row) { return load_some_weights(row + k, rest); });
  }
#pragma GCC unroll 16
  for (int u = 0; u < units; u++) {
#pragma GCC unroll 16
    for (int r = 0; r < rows; r++) {
      const float sum = horizontal_sum(sums[u][r]) + (bias ? bias[u] : 0.0f);
      const float raised = sum < block.least ? block.least : sum;
      sink[r * block.sink_stride + u] = raised > block.most ? block.most : raised;
    }
  }
}

template <int units, typename Weight, int rows = dense_rows>
inline void dense_rows_of(const DenseBlock& block, size_t unit, size_t row, size_t count) {
  if (count == rows) {
    dense_tile<units, rows>(block, static_cast<const Weight*>(block.weights) + unit * block.depth,
                            block.source + row * block.depth, block.bias ? block.bias + unit : nullptr,
                            block.sink + row * block.sink_stride + unit);
    return;
  }
  if constexpr (rows > 1) dense_rows_of<units, Weight, rows - 1>(block, unit, row, count);
}

template <int units, typename Weight>
inline void dense_units(const DenseBlock& block, size_t unit) {
  for (size_t row = 0; row < block.rows; row += dense_rows) {
    const size_t left = block.rows - row;
    dense_rows_of<units, Weight>(block, unit, row, left < dense_rows ? left : static_cast<size_t>(dense_rows));
  }
}

/// As many units at once as there are registers for their sums.
template <typename Weight>
void dense_any(const DenseBlock& block, size_t first_unit, size_t last_unit) {
  constexpr int most = dense_sums < 8 ? dense_sums : 8, few = dense_sums / dense_rows;
  size_t unit = first_unit;
  if (block.rows == 1) {
    for (; unit + most <= last_unit; unit += most) {
      dense_tile<most, 1>(block, static_cast<const Weight*>(block.weights) + unit * block.depth, block.source,
                          block.bias ? block.bias + unit : nullptr, block.sink + unit);
    }
  }
  for (; unit + few <= last_unit; unit += few) dense_units<few, Weight>(block, unit);
  for (; unit < last_unit; unit++) dense_units<1, Weight>(block, unit);
}

void dense_float16(const DenseBlock& block, size_t first_unit, size_t last_unit) {
  dense_any<uint16_t>(block, first_unit, last_unit);
}

void dense_float32(const DenseBlock& block, size_t first_unit, size_t last_unit) {
  dense_any<float>(block, first_unit, last_unit);
}

}  // namespace
}  // namespace halflite
