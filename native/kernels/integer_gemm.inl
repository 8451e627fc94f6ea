// Products of rows of 16-bit integers with packed panels of int8 or int16, in pairs: the products of two neighbouring
// elements are added as they are made. Sums are exact in 32 bits, or wrap around where the operator's do.
#pragma once

#include "kernels.h"
#include "output_stage.inl"

namespace halflite {
namespace {

constexpr int integer_vectors = integer_columns / lanes;
static_assert(integer_columns <= static_cast<int>(most_tile_columns), "a panel is a tile");

/// Taps [first, last) and `pairs` pairs of each, for `rows` rows and one panel. Sums are [rows, integer_columns].
template <int rows, typename Weight>
inline void sum_pairs(const int16_t* const* sources, const size_t* offsets, size_t taps, size_t pairs, const Weight* panel,
                      int32_t* sink) {
  Bits sums[rows][integer_vectors];
#pragma GCC unroll 16
  for (int r = 0; r < rows; r++) {
#pragma GCC unroll 16
    for (int v = 0; v < integer_vectors; v++) sums[r][v] = repeat(0);
  }
  for (size_t tap = 0; tap < taps; tap++) {
    const int16_t* row[rows];
#pragma GCC unroll 16
    for (int r = 0; r < rows; r++) row[r] = sources[r] + offsets[tap];
    for (size_t k = 0; k < pairs; k++, panel += 2 * integer_columns) {
      Pairs weights[integer_vectors];
#pragma GCC unroll 16
      for (int v = 0; v < integer_vectors; v++) weights[v] = load_pairs(panel + 2 * v * lanes);
#pragma GCC unroll 16
      for (int r = 0; r < rows; r++) {
        const Pairs value = repeat_pair(row[r] + 2 * k);
#pragma GCC unroll 16
        for (int v = 0; v < integer_vectors; v++) sums[r][v] = add_pair_products(sums[r][v], value, weights[v]);
      }
    }
  }
#pragma GCC unroll 16
  for (int r = 0; r < rows; r++) {
#pragma GCC unroll 16
    for (int v = 0; v < integer_vectors; v++) store(sink + r * integer_columns + v * lanes, sums[r][v]);
  }
}

/// The same with 64-bit sums: tap by tap, a part of each at a time.
template <int rows, typename Weight>
inline void sum_pairs_wide(const IntegerStrip& strip, const Weight* panel, int64_t* wide) {
  int32_t sums[rows * integer_columns];
  for (int i = 0; i < rows * integer_columns; i++) wide[i] = 0;
  for (size_t tap = 0; tap < strip.taps; tap++) {
    for (size_t k = 0; k < strip.pairs; k += most_narrow_pairs) {
      const size_t pairs = strip.pairs - k < most_narrow_pairs ? strip.pairs - k : most_narrow_pairs;
      const size_t offset = strip.offsets[tap] + 2 * k;
      sum_pairs<rows>(strip.sources, &offset, 1, pairs, panel, sums);
      widen_sums(sums, wide, rows * integer_columns);
      panel += 2 * pairs * integer_columns;
    }
  }
}

template <int rows, typename Weight>
void integer_gemm_rows(const IntegerStrip& strip, size_t first_panel, size_t last_panel) {
  const size_t panel_size = 2 * strip.taps * strip.pairs * integer_columns;
  for (size_t p = first_panel; p < last_panel; p++) {
    const size_t channel = p * integer_columns;
    const size_t columns = strip.columns - channel < integer_columns ? strip.columns - channel : integer_columns;
    const Weight* const panel = static_cast<const Weight*>(strip.panels) + p * panel_size;
    if (strip.sinks.stage->is_wide()) {
      int64_t sums[rows * integer_columns];
      sum_pairs_wide<rows>(strip, panel, sums);
      finish(strip.sinks, SumTile<int64_t>{sums, integer_columns, rows, columns, channel});
    } else {
      int32_t sums[rows * integer_columns];
      sum_pairs<rows>(strip.sources, strip.offsets, strip.taps, strip.pairs, panel, sums);
      finish(strip.sinks, SumTile<int32_t>{sums, integer_columns, rows, columns, channel});
    }
  }
}

/// Finds the code for a number of rows, the most first.
template <typename Weight, int rows = integer_rows>
void integer_gemm_any(const IntegerStrip& strip, size_t count, size_t first_panel, size_t last_panel) {
  if (count == rows) return integer_gemm_rows<rows, Weight>(strip, first_panel, last_panel);
  if constexpr (rows > 1) integer_gemm_any<Weight, rows - 1>(strip, count, first_panel, last_panel);
}

void integer_geometry(size_t* rows, size_t* columns, size_t* words) {
  *rows = integer_rows;
  *columns = integer_columns;
  *words = 2 * lanes;
}

void integer_gemm(const IntegerStrip& strip, size_t rows, size_t first_panel, size_t last_panel) {
  if (strip.byte_weights) integer_gemm_any<int8_t>(strip, rows, first_panel, last_panel);
  else integer_gemm_any<int16_t>(strip, rows, first_panel, last_panel);
}

}  // namespace
}  // namespace halflite
