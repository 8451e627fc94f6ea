// Products of rows of float32 with packed panels of float16 or float32, written once over the vector contract. A panel holds
// gemm_columns columns: for each element of the depth as many weights side by side. Weights become float32 in
// registers; sums are float32.

#pragma once

#include "kernels.h"
#include "loads.inl"

namespace halflite {
namespace {

constexpr int gemm_vectors = gemm_columns / lanes;

/// Bytes that are fetched ahead of weights that are met for the first time in a run.
constexpr uintptr_t gemm_ahead = 4096;

constexpr float largest_finite = 3.4028234663852886e38f;

/// What a strip has to do with one panel, whose first `columns` columns are no padding.
template <typename Weight>
struct GemmPanel {
  const Weight* weights;
  float* restored;
  const float *bias, *addend;
  float* sink;
  size_t columns;
};

/// Adds what lies at the place of every sum, which is a finite number by itself.
template <int rows, int vectors, typename Weight>
inline void add_rows(Floats (&sums)[rows][vectors], const GemmPanel<Weight>& p, size_t stride) {
  const Floats least = repeat(-largest_finite), most = repeat(largest_finite);
  const size_t columns = p.columns;
  const float* addend = p.addend;
#pragma GCC unroll 16
  for (int r = 0; r < rows; r++, addend += stride) {
#pragma GCC unroll 16
    for (int v = 0; v < vectors; v++) {
      const size_t first = static_cast<size_t>(v) * lanes;
      const Floats sum = clamp(sums[r][v], least, most);
      if (columns >= first + lanes) sums[r][v] = add(sum, load(addend + first));
      else if (columns > first) sums[r][v] = add(sum, load_some(addend + first, columns - first));
    }
  }
}

template <int rows, int vectors, typename Weight>
inline void store_rows(const Floats (&sums)[rows][vectors], const GemmPanel<Weight>& p, const GemmStrip& strip) {
  const Floats least = repeat(strip.least), most = repeat(strip.most);
  const size_t columns = p.columns, stride = strip.sink_stride;
  float* sink = p.sink;
#pragma GCC unroll 16
  for (int r = 0; r < rows; r++, sink += stride) {
#pragma GCC unroll 16
    for (int v = 0; v < vectors; v++) {
      const Floats result = clamp(sums[r][v], least, most);
      const size_t first = static_cast<size_t>(v) * lanes;
      if (columns >= first + lanes) store(sink + first, result);
      else if (columns > first) store_some(sink + first, result, columns - first);
    }
  }
}

/// `rows` rows times the first `vectors` vectors of columns of one panel.
template <int rows, int vectors, bool restores, typename Weight>
inline void gemm_panel(const GemmStrip& strip, const GemmPanel<Weight>& p) {
  const Weight* panel = p.weights;
  float* restored = p.restored;
  // Loops over sums are unrolled, or the compiler keeps these in memory.
  Floats sums[rows][vectors];
#pragma GCC unroll 16
  for (int v = 0; v < vectors; v++) {
    const Floats start = p.bias ? load(p.bias + v * lanes) : repeat(0.0f);
#pragma GCC unroll 16
    for (int r = 0; r < rows; r++) sums[r][v] = start;
  }
  for (size_t tap = 0; tap < strip.taps; tap++) {
    const float* row[rows];
#pragma GCC unroll 16
    for (int r = 0; r < rows; r++) row[r] = strip.row(tap, r, rows);
    for (size_t k = 0; k < strip.depth; k++, panel += gemm_columns) {
      Floats weights[vectors];
#pragma GCC unroll 16
      for (int v = 0; v < vectors; v++) weights[v] = load_weights(panel + v * lanes);
      if constexpr (restores) {
        prefetch_outer(reinterpret_cast<uintptr_t>(panel) + gemm_ahead);
#pragma GCC unroll 16
        for (int v = 0; v < vectors; v++) store(restored + v * lanes, weights[v]);
        restored += gemm_columns;
      }
#pragma GCC unroll 16
      for (int r = 0; r < rows; r++) {
        const Floats value = repeat(row[r][k]);
#pragma GCC unroll 16
        for (int v = 0; v < vectors; v++) sums[r][v] = multiply_add(value, weights[v], sums[r][v]);
      }
    }
  }
  if (p.addend) add_rows(sums, p, strip.sink_stride);
  store_rows(sums, p, strip);
}

template <int rows, bool restores, typename Weight>
void gemm_rows(const GemmStrip& strip, size_t first_panel, size_t last_panel) {
  constexpr int half = gemm_vectors / 2;
  const size_t panel_size = strip.taps * strip.depth * gemm_columns;
  for (size_t number = first_panel; number < last_panel; number++) {
    const size_t column = number * gemm_columns, left = strip.columns - column;
    const GemmPanel<Weight> panel{static_cast<const Weight*>(strip.panels) + number * panel_size,
                                  restores ? strip.restored + number * panel_size : nullptr,
                                  strip.bias ? strip.bias + column : nullptr,
                                  strip.addend ? strip.addend + column : nullptr,
                                  strip.sink + column,
                                  left < gemm_columns ? left : gemm_columns};
    // Of the last panel half may be padding.
    if (panel.columns > half * lanes) gemm_panel<rows, gemm_vectors, restores>(strip, panel);
    else gemm_panel<rows, half, restores>(strip, panel);
  }
}

/// Finds the code for a number of rows, the most first: full strips are the most frequent.
template <typename Weight, bool restores, int rows = gemm_row_count>
void gemm_any(const GemmStrip& strip, size_t count, size_t first_panel, size_t last_panel) {
  if (count == rows) return gemm_rows<rows, restores, Weight>(strip, first_panel, last_panel);
  if constexpr (rows > 1) gemm_any<Weight, restores, rows - 1>(strip, count, first_panel, last_panel);
}

void gemm_geometry(size_t* rows, size_t* columns) {
  *rows = gemm_row_count;
  *columns = gemm_columns;
}

void gemm_float16(const GemmStrip& strip, size_t rows, size_t first_panel, size_t last_panel) {
  if (strip.restored) gemm_any<uint16_t, true>(strip, rows, first_panel, last_panel);
  else gemm_any<uint16_t, false>(strip, rows, first_panel, last_panel);
}

void gemm_float32(const GemmStrip& strip, size_t rows, size_t first_panel, size_t last_panel) {
  gemm_any<float, false>(strip, rows, first_panel, last_panel);
}

}  // namespace
}  // namespace halflite
