// Matrices of 8, 16 or 32-bit words the other way round, in squares of vectors.

#include "kernels.h"

namespace halflite {
namespace {

/// `height` rows of `width` words become `width` rows.
template <bool whole>
inline void transpose_square(const float* source, ptrdiff_t source_stride, float* sink, ptrdiff_t sink_stride, size_t height, size_t width) {
  Floats square[lanes];
#pragma GCC unroll 16
  for (int i = 0; i < lanes; i++, source += source_stride) {
    if (whole || (i < static_cast<int>(height) && width == lanes)) square[i] = load(source);
    else square[i] = i < static_cast<int>(height) ? load_some(source, width) : repeat(0.0f);
  }
  transpose(square);
#pragma GCC unroll 16
  for (int i = 0; i < lanes; i++, sink += sink_stride) {
    if (!whole && i == static_cast<int>(width)) return;
    if (whole || height == lanes) store(sink, square[i]);
    else store_some(sink, square[i], height);
  }
}

void transpose_words(const float* source, ptrdiff_t source_stride, float* sink, ptrdiff_t sink_stride, size_t rows, size_t columns) {
  for (size_t column = 0; column < columns; column += lanes) {
    const size_t width = columns - column < lanes ? columns - column : lanes;
    const float* from = source + column;
    float* to = sink + static_cast<ptrdiff_t>(column) * sink_stride;
    for (size_t row = 0; row < rows; row += lanes, from += lanes * source_stride, to += lanes) {
      const size_t height = rows - row < lanes ? rows - row : lanes;
      if (height == lanes && width == lanes) transpose_square<true>(from, source_stride, to, sink_stride, height, width);
      else transpose_square<false>(from, source_stride, to, sink_stride, height, width);
    }
  }
}

/// A square whose sides are 16 bytes long: rows of the two halves by turns, and then again, until all bits of their numbers have moved.
template <typename T, int side>
inline void transpose_small_words(Sixteen (&rows)[side]) {
  Sixteen zipped[side];
#pragma GCC unroll 4
  for (int distance = 1; distance < side; distance *= 2) {
#pragma GCC unroll 8
    for (int i = 0; i < side / 2; i++) {
      zipped[2 * i] = zip_low(rows[i], rows[i + side / 2], T());
      zipped[2 * i + 1] = zip_high(rows[i], rows[i + side / 2], T());
    }
#pragma GCC unroll 16
    for (int i = 0; i < side; i++) rows[i] = zipped[i];
  }
}

template <typename T>
inline void transpose_small_square(const T* source, ptrdiff_t source_stride, T* sink, ptrdiff_t sink_stride, size_t height, size_t width) {
  constexpr int side = 16 / sizeof(T);
  Sixteen square[side];
  const bool is_wide = width == side, is_tall = height == side;
#pragma GCC unroll 16
  for (int i = 0; i < side; i++, source += source_stride) {
    T padded[side] = {};
    if (is_wide && i < static_cast<int>(height)) square[i] = load_sixteen(source);
    else {
      for (size_t c = 0; i < static_cast<int>(height) && c < width; c++) padded[c] = source[c];
      square[i] = load_sixteen(padded);
    }
  }
  transpose_small_words<T>(square);
#pragma GCC unroll 16
  for (int i = 0; i < side; i++, sink += sink_stride) {
    if (i == static_cast<int>(width)) return;
    if (is_tall) {
      store_sixteen(sink, square[i]);
      continue;
    }
    T padded[side];
    store_sixteen(padded, square[i]);
    for (size_t r = 0; r < height; r++) sink[r] = padded[r];
  }
}

/// The last square reaches back over the one before where it would be cut.
template <typename T>
void transpose_small(const T* source, ptrdiff_t source_stride, T* sink, ptrdiff_t sink_stride, size_t rows, size_t columns) {
  constexpr size_t side = 16 / sizeof(T);
  const size_t height = rows < side ? rows : side, width = columns < side ? columns : side;
  const auto start = [](size_t at, size_t all, size_t part) { return at + part > all ? all - part : at; };
  for (size_t column = 0; column < columns; column += side) {
    for (size_t row = 0; row < rows; row += side) {
      const auto c = static_cast<ptrdiff_t>(start(column, columns, width)), r = static_cast<ptrdiff_t>(start(row, rows, height));
      transpose_small_square<T>(source + r * source_stride + c, source_stride, sink + c * sink_stride + r, sink_stride, height, width);
    }
  }
}

void transpose_matrix(size_t bytes, const void* source, ptrdiff_t source_stride, void* sink, ptrdiff_t sink_stride, size_t rows, size_t columns) {
  if (bytes == 4) {
    transpose_words(static_cast<const float*>(source), source_stride, static_cast<float*>(sink), sink_stride, rows, columns);
  } else if (bytes == 2) {
    transpose_small(static_cast<const uint16_t*>(source), source_stride, static_cast<uint16_t*>(sink), sink_stride, rows, columns);
  } else {
    transpose_small(static_cast<const uint8_t*>(source), source_stride, static_cast<uint8_t*>(sink), sink_stride, rows, columns);
  }
}

}  // namespace
}  // namespace halflite
