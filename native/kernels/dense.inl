// Products with a matrix whose rows stay as they are stored, for so few rows on the other side that memory is the limit: many
// rows of the matrix are read at once, nothing is packed. The rows that are read at once lie far apart, and those that follow
// them in memory are next: so many long streams suit a processor's own prefetching, which takes its time to find a stream
// again behind every short row. Weights become float32 in registers; every lane sums on its own.

#include "kernels.h"
#include "loads.inl"

namespace halflite {
namespace {

/// Elements of a cache line, which is fetched once, or a few vectors where these are short.
template <typename Weight>
constexpr size_t dense_step = lanes >= 8 ? 64 / sizeof(Weight) : 4 * lanes;

/// Rows of the matrix that are read at once: `number`, and others, `apart` rows from one to the next.
template <typename Weight>
struct DenseUnits {
  const Weight* weights;
  const float* bias;
  size_t number, apart;
};

/// `units` rows of the matrix times `rows` rows of the source, from row `first` on.
template <int units, int rows, typename Weight>
inline void dense_tile(const DenseBlock& block, const DenseUnits<Weight>& at, size_t first) {
  const size_t depth = block.depth, stride = at.apart * depth;
  const Weight* const weights = at.weights + at.number * depth;
  const float* const source = block.source + first * depth;
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
      const Floats weight = load_matrix(weights + u * stride);
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
    if constexpr (dense_ahead > 0) {
      const uintptr_t later = reinterpret_cast<uintptr_t>(weights + k) + dense_ahead;
#pragma GCC unroll 16
      for (int u = 0; u < units; u++) prefetch_outer(later + u * stride * sizeof(Weight));
    }
#pragma GCC unroll 16
    for (size_t i = 0; i < step; i += lanes) add_vectors(k + i);
  }
  for (; k + lanes <= depth; k += lanes) add_vectors(k);
  if (const size_t rest = depth - k; lanes > 1 && rest > 0 && depth >= lanes) {
    // A vector that ends with the row: what it has before the rest was added already.
    add_products([=](const float* row) { return keep_last(load(row + depth - lanes), rest); },
                 [=](const Weight* row) { return keep_last(load_weights(row + depth - lanes), rest); });
  } else if (lanes > 1 && rest > 0) {
    add_products([=](const float* row) { return load_some(row + k, rest); },
                 [=](const Weight* row) { return load_some_weights(row + k, rest); });
  }
#pragma GCC unroll 16
  for (int u = 0; u < units; u++) {
    const size_t unit = at.number + u * at.apart;
#pragma GCC unroll 16
    for (int r = 0; r < rows; r++) {
      const float sum = horizontal_sum(sums[u][r]) + (at.bias ? at.bias[unit] : 0.0f);
      const float raised = sum < block.least ? block.least : sum;
      block.sink[(first + r) * block.sink_stride + unit] = raised > block.most ? block.most : raised;
    }
  }
}

template <int units, int rows, typename Weight>
inline void dense_rows_of(const DenseBlock& block, const DenseUnits<Weight>& at, size_t first, size_t count) {
  if (count == rows) return dense_tile<units, rows>(block, at, first);
  if constexpr (rows > 1) dense_rows_of<units, rows - 1>(block, at, first, count);
}

/// Units from `number` on, as many as fall into `streams` streams of the same length. Returns the unit behind them.
template <int streams, int rows, typename Weight>
inline size_t dense_streams(const DenseBlock& block, const Weight* weights, size_t number, size_t last_unit) {
  const size_t length = (last_unit - number) / streams;
  for (size_t i = 0; i < length; i++) {
    const DenseUnits<Weight> at{weights, block.bias, number + i, length};
    for (size_t row = 0; row < block.rows; row += rows) {
      const size_t left = block.rows - row;
      dense_rows_of<streams, rows>(block, at, row, left < rows ? left : static_cast<size_t>(rows));
    }
  }
  return number + length * streams;
}

/// For a single row as many units at once as memory serves best, for more as there are registers for their sums.
template <typename Weight>
void dense_any(const DenseBlock& block, size_t first_unit, size_t last_unit) {
  constexpr int few = dense_sums / dense_rows;
  const Weight* const weights = static_cast<const Weight*>(block.weights);
  size_t unit = first_unit;
  if (block.rows == 1) unit = dense_streams<dense_units, 1>(block, weights, unit, last_unit);
  unit = dense_streams<few, dense_rows>(block, weights, unit, last_unit);
  dense_streams<1, dense_rows>(block, weights, unit, last_unit);
}

void dense_float16(const DenseBlock& block, size_t first_unit, size_t last_unit) {
  dense_any<uint16_t>(block, first_unit, last_unit);
}

void dense_float32(const DenseBlock& block, size_t first_unit, size_t last_unit) {
  dense_any<float>(block, first_unit, last_unit);
}

}  // namespace
}  // namespace halflite
