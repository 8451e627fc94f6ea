// Products of rows of 16-bit integers with the rows of a matrix of int8, uint8 or int16 as it is stored.

#include "kernels.h"
#include "output_stage.inl"

namespace halflite {
namespace {

constexpr int integer_dense_rows = 4;
constexpr int integer_dense_units = 4;
constexpr size_t dense_words = 2 * lanes;

/// The first `count` of a vector of dense_words; the others are 0.
template <typename Weight>
inline Words load_some_words(const Weight* source, size_t count) {
  Weight padded[dense_words] = {};
  for (size_t i = 0; i < count; i++) padded[i] = source[i];
  return load_words(padded);
}

/// Elements [begin, end) of the depth; begin is that of a vector, the rows of the source are 0 behind the depth.
template <int rows, int units, typename Weight>
inline void sum_dense(const IntegerDenseBlock& block, const int16_t* source, const Weight* weights, size_t begin, size_t end,
                      int32_t* sink, size_t stride) {
  const Words zero = repeat_word(static_cast<int16_t>(block.weight_zero));
  Bits sums[rows][units];
#pragma GCC unroll 16
  for (int r = 0; r < rows; r++) {
#pragma GCC unroll 16
    for (int u = 0; u < units; u++) sums[r][u] = repeat(0);
  }
  const auto add_vector = [&](size_t k, const auto& load_unit) {
    Words weight[units];
#pragma GCC unroll 16
    for (int u = 0; u < units; u++) weight[u] = subtract_words(load_unit(weights + u * block.depth + k), zero);
#pragma GCC unroll 16
    for (int r = 0; r < rows; r++) {
      const Words value = load_words(source + r * block.source_stride + k);
#pragma GCC unroll 16
      for (int u = 0; u < units; u++) sums[r][u] = add_word_products(sums[r][u], value, weight[u]);
    }
  };
  size_t k = begin;
  for (; k + dense_words <= end; k += dense_words) add_vector(k, [](const Weight* from) { return load_words(from); });
  if (k < end) add_vector(k, [&](const Weight* from) { return load_some_words(from, end - k); });
#pragma GCC unroll 16
  for (int r = 0; r < rows; r++) {
#pragma GCC unroll 16
    for (int u = 0; u < units; u++) sink[r * stride + u] = sum_of_integers(sums[r][u]);
  }
}

/// All units of a tile, for `rows` rows.
template <int rows, typename Weight>
inline void sum_units(const IntegerDenseBlock& block, const int16_t* source, const Weight* weights, size_t units, size_t begin,
                      size_t end, int32_t* sink) {
  size_t u = 0;
  for (; u + integer_dense_units <= units; u += integer_dense_units) {
    sum_dense<rows, integer_dense_units>(block, source, weights + u * block.depth, begin, end, sink + u, most_tile_columns);
  }
  for (; u < units; u++) sum_dense<rows, 1>(block, source, weights + u * block.depth, begin, end, sink + u, most_tile_columns);
}

template <typename Weight>
inline void sum_rows(const IntegerDenseBlock& block, size_t row, size_t rows, const Weight* weights, size_t units, size_t begin,
                     size_t end, int32_t* sink) {
  const int16_t* const source = block.source + row * block.source_stride;
  switch (rows) {
    case 1: return sum_units<1>(block, source, weights, units, begin, end, sink);
    case 2: return sum_units<2>(block, source, weights, units, begin, end, sink);
    case 3: return sum_units<3>(block, source, weights, units, begin, end, sink);
    default: return sum_units<4>(block, source, weights, units, begin, end, sink);
  }
}

/// 64-bit sums, of a part of the depth after the other.
template <typename Weight>
inline void sum_rows_wide(const IntegerDenseBlock& block, size_t row, size_t rows, const Weight* weights, size_t units,
                          int64_t* wide) {
  constexpr size_t part = 2 * most_narrow_pairs / dense_words * dense_words;
  int32_t sums[integer_dense_rows * most_tile_columns] = {};
  for (size_t i = 0; i < rows * most_tile_columns; i++) wide[i] = 0;
  for (size_t begin = 0; begin < block.depth; begin += part) {
    const size_t end = begin + part < block.depth ? begin + part : block.depth;
    sum_rows(block, row, rows, weights, units, begin, end, sums);
    widen_sums(sums, wide, rows * most_tile_columns);
  }
}

/// Products of 16-bit integers leave no room for sums in 32 bits.
inline void sum_rows_wide(const IntegerDenseBlock& block, size_t row, size_t rows, const int16_t* weights, size_t units,
                          int64_t* wide) {
  for (size_t r = 0; r < rows; r++) {
    const int16_t* const source = block.source + (row + r) * block.source_stride;
    for (size_t u = 0; u < units; u++) {
      int64_t sum = 0;
      for (size_t k = 0; k < block.depth; k++) {
        sum += int32_t{source[k]} * (weights[u * block.depth + k] - block.weight_zero);
      }
      wide[r * most_tile_columns + u] = sum;
    }
  }
}

template <typename Weight>
void integer_dense_of(const IntegerDenseBlock& block, size_t first_unit, size_t last_unit) {
  for (size_t unit = first_unit; unit < last_unit; unit += most_tile_columns) {
    const size_t units = last_unit - unit < most_tile_columns ? last_unit - unit : most_tile_columns;
    const Weight* const weights = static_cast<const Weight*>(block.weights) + unit * block.depth;
    for (size_t row = 0; row < block.rows; row += integer_dense_rows) {
      const size_t rows = block.rows - row < integer_dense_rows ? block.rows - row : integer_dense_rows;
      RowSinks sinks = block.sinks;
      sinks.rows += row;
      sinks.group_scales += row * sinks.group_step;
      if (sinks.stage->is_wide()) {
        int64_t sums[integer_dense_rows * most_tile_columns];
        sum_rows_wide(block, row, rows, weights, units, sums);
        finish(sinks, SumTile<int64_t>{sums, most_tile_columns, rows, units, unit});
      } else {
        int32_t sums[integer_dense_rows * most_tile_columns];
        sum_rows(block, row, rows, weights, units, 0, block.depth, sums);
        finish(sinks, SumTile<int32_t>{sums, most_tile_columns, rows, units, unit});
      }
    }
  }
}

void integer_dense(const IntegerDenseBlock& block, size_t first_unit, size_t last_unit) {
  switch (block.weight_kind) {
    case StoredType::int8: return integer_dense_of<int8_t>(block, first_unit, last_unit);
    case StoredType::uint8: return integer_dense_of<uint8_t>(block, first_unit, last_unit);
    default: return integer_dense_of<int16_t>(block, first_unit, last_unit);
  }
}

}  // namespace
}  // namespace halflite
