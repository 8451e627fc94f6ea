// Matrices of bytes that a run makes, in the order in which integer_gemm_in_bytes reads them (native/program/byte_panels.h).

#include "kernels.h"

namespace halflite {
namespace {

#ifdef HALFLITE_BYTE_PRODUCTS

constexpr size_t bytes_of_vector = 4 * lanes;
static_assert(packed_columns % byte_columns == 0 && packed_columns % bytes_of_vector == 0, "what is packed at a time is whole panels");

/// Where panels have the four elements from `k` on of a column, and behind them those of its neighbours.
struct PanelPlaces {
  char* panels;
  size_t panel_bytes;

  PanelPlaces(const ByteMatrix& matrix, char* start) : panels(start), panel_bytes((matrix.depth + 3) / 4 * 4 * byte_columns) {}

  char* of(size_t column, size_t k) const {
    return panels + column / byte_columns * panel_bytes + k * byte_columns + column % byte_columns * 4;
  }
};

/// A vector whose first `count` bytes are read, all that there are at most; the others are 0.
template <typename Load>
inline auto load_some_of(const char* source, size_t count, const Load& load) {
  if (count >= bytes_of_vector) return load(source);
  char padded[bytes_of_vector] = {};
  memcpy(padded, source, count);
  return load(padded);
}

/// Of a matrix [columns, depth]: squares of words of four bytes the other way round.
inline void pack_columns(const ByteMatrix& matrix, size_t first, size_t last, const PanelPlaces& places) {
  const auto load_words_of_bytes = [](const char* from) { return load(from); };
  for (size_t column = first; column < last; column += lanes) {
    for (size_t k = 0; k < matrix.depth; k += bytes_of_vector) {
      Floats square[lanes];
      for (size_t i = 0; i < lanes; i++) {
        const size_t row = column + i;
        const bool exists = row < matrix.columns;
        square[i] = load_some_of(matrix.data + (exists ? row * matrix.depth + k : 0), exists ? matrix.depth - k : 0, load_words_of_bytes);
      }
      transpose(square);
      for (size_t i = 0; i < lanes && k + 4 * i < matrix.depth; i++) store(places.of(column, k + 4 * i), square[i]);
    }
  }
}

/// Of a matrix [depth, columns]: bytes of four rows side by side.
inline void pack_rows(const ByteMatrix& matrix, size_t first, size_t last, const PanelPlaces& places) {
  const auto load_row = [](const char* from) { return load_bytes(from); };
  for (size_t k = 0; k < matrix.depth; k += 4) {
    for (size_t column = first; column < last; column += bytes_of_vector) {
      Bytes rows[4], zipped[4];
      for (size_t i = 0; i < 4; i++) {
        const bool exists = k + i < matrix.depth;
        rows[i] = load_some_of(matrix.data + (exists ? (k + i) * matrix.columns + column : 0), exists ? matrix.columns - column : 0, load_row);
      }
      zip_bytes(rows[0], rows[1], rows[2], rows[3], zipped);
      sort_zipped(zipped);
      for (size_t i = 0; i < 4 && column + i * lanes < last; i++) store_bytes(places.of(column + i * lanes, k), zipped[i]);
    }
  }
}

HALFLITE_BYTE_FUNCTION inline void sum_columns(const ByteMatrix& matrix, size_t first, size_t last, const PanelPlaces& places, int32_t* sums) {
  constexpr uint8_t four_ones[4] = {1, 1, 1, 1};
  const Bytes ones = repeat_bytes(four_ones);
  const Bits zeros = multiply(repeat(static_cast<int32_t>(static_cast<uint32_t>(matrix.depth))), repeat(matrix.zero));
  for (size_t column = first; column < last; column += lanes) {
    Bits sum = repeat(0);
    for (size_t k = 0; k < matrix.depth; k += 4) sum = add_byte_products(sum, ones, load_bytes(places.of(column, k)));
    store(sums + column, subtract(zeros, sum));
  }
}

HALFLITE_BYTE_FUNCTION void pack_byte_panels(const ByteMatrix& matrix, size_t first, char* panels, int32_t* column_sums) {
  const size_t end = (matrix.columns + byte_columns - 1) / byte_columns * byte_columns;
  const size_t last = end - first < packed_columns ? end : first + packed_columns;
  const PanelPlaces places(matrix, panels);
  if (matrix.has_depth_first) pack_rows(matrix, first, last, places);
  else pack_columns(matrix, first, last, places);
  sum_columns(matrix, first, last, places, column_sums);
}

#else

constexpr void (*pack_byte_panels)(const ByteMatrix& matrix, size_t first, char* panels, int32_t* column_sums) = nullptr;

#endif

}  // namespace
}  // namespace halflite
