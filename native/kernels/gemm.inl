// Products of rows of float32 with packed panels of float16 or float32, written once over the vector contract. A panel holds
// gemm_columns columns: for each element of the depth as many weights side by side. Weights become float32 in
// registers; sums are float32.

#pragma once

#include "kernels.h"
#include "loads.inl"

namespace halflite {
namespace {

constexpr int gemm_vectors = gemm_columns / lanes;

constexpr float largest_finite = 3.4028234663852886e38f;

/// Adds what lies at the place of every sum, which is a finite number by itself.
template <int rows, int vectors>
inline void add_rows(Floats (&sums)[rows][vectors], const float* addend, size_t stride, size_t columns) {
  const Floats least = repeat(-largest_finite), most = repeat(largest_finite);
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

/// `rows` rows times the first `vectors` vectors of columns of one panel.
template <int rows, int vectors, typename Weight>
inline void gemm_panel(const GemmStrip& strip, const Weight* panel, const float* bias, const float* addend, float* sink,
                       size_t columns) {
  Floats sums[rows][vectors];
  for (int v = 0; v < vectors; v++) {
    const Floats start = bias ? load(bias + v * lanes) : repeat(0.0f);
#pragma GCC unroll 16
    for (int r = 0; r < rows; r++) sums[r][v] = start;
  }
  const float* const* sources = strip.rows;
  for (size_t tap = 0; tap < strip.taps; tap++, sources += rows) {
    const float* row[rows];
#pragma GCC unroll 16
    for (int r = 0; r < rows; r++) row[r] = sources[r];
    for (size_t k = 0; k < strip.depth; k++, panel += gemm_columns) {
      Floats weights[vectors];
#pragma GCC unroll 16
      for (int v = 0; v < vectors; v++) weights[v] = load_weights(panel + v * lanes);
#pragma GCC unroll 16
      for (int r = 0; r < rows; r++) {
        const Floats value = repeat(row[r][k]);
#pragma GCC unroll 16
        for (int v = 0; v < vectors; v++) sums[r][v] = multiply_add(value, weights[v], sums[r][v]);
      }
    }
  }
  if (addend) add_rows<rows, vectors>(sums, addend, strip.sink_stride, columns);
  const Floats least = repeat(strip.least), most = repeat(strip.most);
  for (int r = 0; r < rows; r++) {
    float* const out = sink + r * strip.sink_stride;
#pragma GCC unroll 16
    for (int v = 0; v < vectors; v++) {
      const Floats result = clamp(sums[r][v], least, most);
      const size_t first = static_cast<size_t>(v) * lanes;
      if (columns >= first + lanes) store(out + first, result);
      else if (columns > first) store_some(out + first, result, columns - first);
    }
  }
}

template <int rows, typename Weight>
void gemm_rows(const GemmStrip& strip, size_t first_panel, size_t last_panel) {
  constexpr int half = gemm_vectors / 2;
  const size_t panel_size = strip.taps * strip.depth * gemm_columns;
  for (size_t p = first_panel; p < last_panel; p++) {
    const size_t column = p * gemm_columns;
    const size_t columns = strip.columns - column < gemm_columns ? strip.columns - column : gemm_columns;
    const Weight* const panel = static_cast<const Weight*>(strip.panels) + p * panel_size;
    const float* const bias = strip.bias ? strip.bias + column : nullptr;
    const float* const addend = strip.addend ? strip.addend + column : nullptr;
    // Of the last panel half may be padding.
    if (columns > half * lanes) gemm_panel<rows, gemm_vectors>(strip, panel, bias, addend, strip.sink + column, columns);
    else gemm_panel<rows, half>(strip, panel, bias, addend, strip.sink + column, columns);
  }
}

/// Finds the code for a number of rows, the most first: full strips are the most frequent.
template <typename Weight, int rows = gemm_row_count>
void gemm_any(const GemmStrip& strip, size_t count, size_t first_panel, size_t last_panel) {
  if (count == rows) return gemm_rows<rows, Weight>(strip, first_panel, last_panel);
  if constexpr (rows > 1) gemm_any<Weight, rows - 1>(strip, count, first_panel, last_panel);
}

void gemm_geometry(size_t* rows, size_t* columns) {
  *rows = gemm_row_count;
  *columns = gemm_columns;
}

void gemm_float16(const GemmStrip& strip, size_t rows, size_t first_panel, size_t last_panel) {
  gemm_any<uint16_t>(strip, rows, first_panel, last_panel);
}

void gemm_float32(const GemmStrip& strip, size_t rows, size_t first_panel, size_t last_panel) {
  gemm_any<float>(strip, rows, first_panel, last_panel);
}

}  // namespace
}  // namespace halflite
