// Matrices of 32-bit words the other way round, in squares of vectors.

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

void transpose_words(const void* source, ptrdiff_t source_stride, void* sink, ptrdiff_t sink_stride, size_t rows, size_t columns) {
  for (size_t column = 0; column < columns; column += lanes) {
    const size_t width = columns - column < lanes ? columns - column : lanes;
    const float* from = static_cast<const float*>(source) + column;
    float* to = static_cast<float*>(sink) + static_cast<ptrdiff_t>(column) * sink_stride;
    for (size_t row = 0; row < rows; row += lanes, from += lanes * source_stride, to += lanes) {
      const size_t height = rows - row < lanes ? rows - row : lanes;
      if (height == lanes && width == lanes) transpose_square<true>(from, source_stride, to, sink_stride, height, width);
      else transpose_square<false>(from, source_stride, to, sink_stride, height, width);
    }
  }
}

}  // namespace
}  // namespace halflite
