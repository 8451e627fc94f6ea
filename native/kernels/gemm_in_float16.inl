// Products of rows with packed panels of float16, in float16 arithmetic where the target has it: twice the products of float32 in
// the same time. Rows become float16; sums are float16 over some elements of the depth, and float32 from there on.

#include "gemm.inl"
#include "kernels.h"

namespace halflite {
namespace {

#ifdef HALFLITE_FLOAT16_ARITHMETIC

constexpr int half_vectors = gemm_columns / half_lanes;
static_assert(half_lanes == 2 * lanes);

/// How many products are summed in float16. Their error grows with it, the time of adding sums up shrinks.
constexpr size_t half_block = 256;

/// From one row of float16 to the next: whole vectors are written.
constexpr size_t half_row = half_block + lanes;

/// Elements [begin, end) of every row, taps one after another, as float16.
template <int rows>
inline void round_rows(const GemmStrip& strip, size_t begin, size_t end, uint16_t* sink) {
  for (int r = 0; r < rows; r++, sink += half_row) {
    size_t tap = begin / strip.depth, first = begin % strip.depth;
    for (size_t done = begin; done < end; tap++, first = 0) {
      const size_t count = strip.depth - first < end - done ? strip.depth - first : end - done;
      const float* const source = strip.row(tap, r, rows) + first;
      uint16_t* const to = sink + (done - begin);
      size_t k = 0;
      for (; k + lanes <= count; k += lanes) store(to + k, to_float16(clamp_to_float16(load(source + k))));
      if (k < count) store(to + k, to_float16(clamp_to_float16(load_some(source + k, count - k))));
      done += count;
    }
  }
}

/// Adds some float16 sums of one row to what there is of them: the bias, or what the sink holds; the last ones get the addend.
inline void add_to_sink(const GemmStrip& strip, Floats sum, const float* bias, float* sink, size_t columns, bool first, bool last) {
  const bool whole = columns >= lanes;
  Floats start = repeat(0.0f);
  if (!first) start = whole ? load(sink) : load_some(sink, columns);
  else if (bias) start = load(bias);
  Floats result = add(start, sum);
  if (last && strip.addend) {
    const float* const addend = strip.addend + (sink - strip.sink);
    result = add(clamp(result, repeat(-largest_finite), repeat(largest_finite)), whole ? load(addend) : load_some(addend, columns));
  }
  if (last) result = clamp(result, repeat(strip.least), repeat(strip.most));
  if (whole) store(sink, result);
  else store_some(sink, result, columns);
}

/// Elements [begin, end) of the depth of `rows` rows and `panels` panels, from panel `p` on.
template <int rows, int panels>
HALFLITE_FLOAT16_FUNCTION void multiply_block(const GemmStrip& strip, const uint16_t* values, size_t p, size_t begin, size_t end) {
  constexpr int vectors = panels * half_vectors;
  const size_t depth = strip.taps * strip.depth, panel_size = depth * gemm_columns;
  const uint16_t* weights = static_cast<const uint16_t*>(strip.panels) + p * panel_size + begin * gemm_columns;
  HalfFloats sums[rows][vectors];
#pragma GCC unroll 16
  for (int r = 0; r < rows; r++) {
#pragma GCC unroll 16
    for (int v = 0; v < vectors; v++) sums[r][v] = zero_halves();
  }
  for (size_t k = 0; k < end - begin; k++, weights += gemm_columns) {
    HalfFloats weight[vectors];
#pragma GCC unroll 16
    for (int v = 0; v < vectors; v++) {
      weight[v] = load_half_floats(weights + v / half_vectors * panel_size + v % half_vectors * half_lanes);
    }
#pragma GCC unroll 16
    for (int r = 0; r < rows; r++) {
      const HalfFloats value = repeat_half(values + r * half_row + k);
#pragma GCC unroll 16
      for (int v = 0; v < vectors; v++) sums[r][v] = multiply_add(value, weight[v], sums[r][v]);
    }
  }
#pragma GCC unroll 16
  for (int r = 0; r < rows; r++) {
#pragma GCC unroll 16
    for (int v = 0; v < vectors; v++) {
      const size_t column = p * gemm_columns + static_cast<size_t>(v) * half_lanes;
      const float* const bias = strip.bias ? strip.bias + column : nullptr;
      float* const sink = strip.sink + r * strip.sink_stride + column;
      const bool first = begin == 0, last = end == depth;
      if (column < strip.columns) add_to_sink(strip, low_floats(sums[r][v]), bias, sink, strip.columns - column, first, last);
      if (column + lanes >= strip.columns) continue;
      add_to_sink(strip, high_floats(sums[r][v]), bias ? bias + lanes : nullptr, sink + lanes, strip.columns - column - lanes, first, last);
    }
  }
}

template <int rows>
void multiply_in_float16(const GemmStrip& strip, size_t first_panel, size_t last_panel) {
  uint16_t values[rows * half_row];
  const size_t depth = strip.taps * strip.depth;
  for (size_t begin = 0; begin < depth; begin += half_block) {
    const size_t end = depth - begin < half_block ? depth : begin + half_block;
    round_rows<rows>(strip, begin, end, values);
    size_t p = first_panel;
    for (; p + 2 <= last_panel; p += 2) multiply_block<rows, 2>(strip, values, p, begin, end);
    if (p < last_panel) multiply_block<rows, 1>(strip, values, p, begin, end);
  }
}

template <int rows = gemm_row_count>
void multiply_any_in_float16(const GemmStrip& strip, size_t count, size_t first_panel, size_t last_panel) {
  if (count == rows) return multiply_in_float16<rows>(strip, first_panel, last_panel);
  if constexpr (rows > 1) multiply_any_in_float16<rows - 1>(strip, count, first_panel, last_panel);
}

void gemm_in_float16(const GemmStrip& strip, size_t rows, size_t first_panel, size_t last_panel) {
  multiply_any_in_float16(strip, rows, first_panel, last_panel);
}

#else

void gemm_in_float16(const GemmStrip& strip, size_t rows, size_t first_panel, size_t last_panel) {
  gemm_float16(strip, rows, first_panel, last_panel);
}

#endif

}  // namespace
}  // namespace halflite
