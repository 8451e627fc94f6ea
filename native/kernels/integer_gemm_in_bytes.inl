// Products of rows of bytes with packed panels of int8, in fours: the products of four neighbouring elements are added in one
// instruction, where the target has it. Sums wrap around in 32 bits. Zero points are taken care of by what sums start from.

#include "kernels.h"
#include "output_stage.inl"

namespace halflite {
namespace {

#ifdef HALFLITE_BYTE_PRODUCTS

constexpr int byte_columns = byte_vectors * lanes;
static_assert(byte_columns <= static_cast<int>(most_tile_columns), "a panel is a tile");

/// What the zero point of the weights takes from the sums of each row. Whole vectors of a row are summed lane by lane, what remains of
/// a tap in every lane.
template <int rows>
HALFLITE_BYTE_FUNCTION inline void find_row_terms(const ByteStrip& strip, Bits (&terms)[rows]) {
  constexpr size_t vector = 4 * lanes;
  constexpr uint8_t first_ones[8] = {1, 1, 1, 1};
  const Bytes ones = repeat_bytes(first_ones), some_ones = repeat_bytes(first_ones + 4 - strip.depth % 4);
  const size_t vectors_end = strip.depth / vector * vector, fours_end = strip.depth / 4 * 4;
  const Bytes flips = repeat_byte(strip.flips);
  Bits sums[rows], lane_sums[rows];
#pragma GCC unroll 16
  for (int r = 0; r < rows; r++) sums[r] = lane_sums[r] = repeat(0);
  for (size_t tap = 0; tap < strip.taps; tap++) {
    const uint8_t* row[rows];
#pragma GCC unroll 16
    for (int r = 0; r < rows; r++) row[r] = strip.sources[r] + strip.offsets[tap];
    for (size_t k = 0; k < vectors_end; k += vector) {
#pragma GCC unroll 16
      for (int r = 0; r < rows; r++) lane_sums[r] = add_byte_products(lane_sums[r], flip_bits(load_bytes(row[r] + k), flips), ones);
    }
    for (size_t k = vectors_end; k < strip.depth; k += 4) {
      const Bytes counted = k < fours_end ? ones : some_ones;
#pragma GCC unroll 16
      for (int r = 0; r < rows; r++) sums[r] = add_byte_products(sums[r], flip_bits(repeat_bytes(row[r] + k), flips), counted);
    }
  }
  const Bits factor = subtract(repeat(0), repeat(strip.weight_zero));
#pragma GCC unroll 16
  for (int r = 0; r < rows; r++) {
    const Bits sum = vectors_end == 0 ? sums[r] : add(sums[r], repeat(sum_of_integers(lane_sums[r])));
    terms[r] = multiply(factor, sum);
  }
}

/// The first `vectors` vectors of columns of a panel. Sums are [rows, byte_columns]; `terms` is null where there are none.
template <int rows, int vectors>
HALFLITE_BYTE_FUNCTION inline void sum_fours(const ByteStrip& strip, const Bits* terms, size_t channel, const int8_t* panel,
                                             int32_t* sink) {
  const Bytes flips = repeat_byte(strip.flips);
  Bits sums[rows][vectors];
#pragma GCC unroll 16
  for (int v = 0; v < vectors; v++) {
    const Bits column_sums = load_integers(strip.column_sums + channel + v * lanes);
    const Bits start = multiply(repeat(strip.input_zeros[0]), column_sums);
#pragma GCC unroll 16
    for (int r = 0; r < rows; r++) sums[r][v] = strip.one_input_zero ? start : multiply(repeat(strip.input_zeros[r]), column_sums);
  }
  if (terms != nullptr) {
#pragma GCC unroll 16
    for (int r = 0; r < rows; r++) {
#pragma GCC unroll 16
      for (int v = 0; v < vectors; v++) sums[r][v] = add(sums[r][v], terms[r]);
    }
  }
  for (size_t tap = 0; tap < strip.taps; tap++) {
    const uint8_t* row[rows];
#pragma GCC unroll 16
    for (int r = 0; r < rows; r++) row[r] = strip.sources[r] + strip.offsets[tap];
    for (size_t k = 0; k < strip.depth; k += 4, panel += 4 * byte_columns) {
      Bytes weights[vectors];
#pragma GCC unroll 16
      for (int v = 0; v < vectors; v++) weights[v] = load_bytes(panel + 4 * v * lanes);
#pragma GCC unroll 16
      for (int r = 0; r < rows; r++) {
        const Bytes value = flip_bits(repeat_bytes(row[r] + k), flips);
#pragma GCC unroll 16
        for (int v = 0; v < vectors; v++) sums[r][v] = add_byte_products(sums[r][v], value, weights[v]);
      }
    }
  }
#pragma GCC unroll 16
  for (int r = 0; r < rows; r++) {
#pragma GCC unroll 16
    for (int v = 0; v < vectors; v++) store(sink + r * byte_columns + v * lanes, sums[r][v]);
  }
}

/// Leaves out vectors that are padding in a last panel.
template <int rows, int vectors>
HALFLITE_BYTE_FUNCTION inline void sum_panel(const ByteStrip& strip, const Bits* terms, size_t channel, const int8_t* panel, int32_t* sink) {
  if constexpr (vectors > 1) {
    if (strip.columns - channel <= (vectors - 1) * lanes) return sum_panel<rows, vectors - 1>(strip, terms, channel, panel, sink);
  }
  sum_fours<rows, vectors>(strip, terms, channel, panel, sink);
}

template <int rows, int vectors>
HALFLITE_BYTE_FUNCTION void byte_gemm_rows(const ByteStrip& strip, size_t first_panel, size_t last_panel) {
  const size_t panel_size = strip.taps * ((strip.depth + 3) / 4 * 4) * byte_columns;
  int32_t sums[rows * byte_columns];
  Bits terms[rows];
  const bool has_terms = strip.weight_zero != 0;
  if (has_terms) find_row_terms<rows>(strip, terms);
  for (size_t p = first_panel; p < last_panel; p++) {
    const size_t channel = p * byte_columns, left = strip.columns - channel;
    sum_panel<rows, vectors>(strip, has_terms ? terms : nullptr, channel, strip.panels + p * panel_size, sums);
    finish(strip.sinks, SumTile<int32_t>{sums, byte_columns, rows, left < byte_columns ? left : byte_columns, channel});
  }
}

/// Strips of more than byte_rows rows have narrow panels.
template <int rows = narrow_byte_rows>
void byte_gemm_any(const ByteStrip& strip, size_t count, size_t first_panel, size_t last_panel) {
  constexpr int vectors = rows > byte_rows ? narrow_byte_vectors : byte_vectors;
  if (count == rows) return byte_gemm_rows<rows, vectors>(strip, first_panel, last_panel);
  if constexpr (rows > 1) byte_gemm_any<rows - 1>(strip, count, first_panel, last_panel);
}

void integer_gemm_in_bytes(const ByteStrip& strip, size_t rows, size_t first_panel, size_t last_panel) {
  byte_gemm_any(strip, rows, first_panel, last_panel);
}

void byte_geometry(ByteGeometry* geometry) { *geometry = {byte_rows, narrow_byte_rows, narrow_byte_vectors * lanes, byte_columns, 4 * lanes, bytes_are_signed}; }

#else

constexpr void (*integer_gemm_in_bytes)(const ByteStrip& strip, size_t rows, size_t first_panel, size_t last_panel) = nullptr;

void byte_geometry(ByteGeometry* geometry) { *geometry = {}; }

#endif

}  // namespace
}  // namespace halflite
