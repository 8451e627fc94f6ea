// Depthwise convolution in vectors of channels. Windows of 3 and 5 taps side by side have tiles of several neighbouring
// pixels, which share what they read; where the window moves by one, tiles of two rows, which read each row of the input fewer
// times. All others, and the ends of a row, go pixel by pixel.

#include "kernels.h"
#include "loads.inl"
#include "row_window.inl"

namespace halflite {
namespace {

/// Adds the products of one line of the input with a line of the window of each of `rows` rows.
template <int taps, int stride, int rows, int pixels, bool whole>
inline void add_line(Floats (*sums)[pixels], const Floats (*weights)[taps], const float* source, size_t channels, size_t count) {
#pragma GCC unroll 32
  for (int column = 0; column < (pixels - 1) * stride + taps; column++) {
    const Floats value = load_channels<whole>(source + column * channels, count);
#pragma GCC unroll 16
    for (int p = 0; p < pixels; p++) {
      const int tap = column - p * stride;
      if (tap < 0 || tap >= taps) continue;
      sums[0][p] = multiply_add(value, weights[0][tap], sums[0][p]);
      if constexpr (rows > 1) sums[1][p] = multiply_add(value, weights[1][tap], sums[1][p]);
    }
  }
}

/// `pixels` pixels from x on of one or two rows, one vector of channels from c on. Their windows lie within the image. Windows
/// of two rows are as high as wide, and move by one.
template <int taps, int stride, int rows, int pixels, bool whole>
inline void depthwise_tile(const DepthwiseRows& all, size_t x, size_t c, size_t count) {
  const size_t channels = all.channels;
  const float* source = all.source + (static_cast<ptrdiff_t>(x * stride) - all.window.before) * static_cast<ptrdiff_t>(channels) + c;
  const float* from = all.weights + c;
  const Floats start = load_channels<whole>(all.bias + c, count);
  Floats sums[rows][pixels], weights[rows][taps];
  for (auto& row : sums) {
    for (Floats& sum : row) sum = start;
  }
  const auto next_weights = [&] {
#pragma GCC unroll 16
    for (int j = 0; j < taps; j++) {
      if constexpr (rows > 1) weights[1][j] = weights[0][j];
      weights[0][j] = load_channels<whole>(from + j * channels, count);
    }
    from += taps * channels;
  };
  next_weights();
  add_line<taps, stride, 1, pixels, whole>(sums, weights, source, channels, count);
  for (size_t i = 1; i < all.vertical_taps; i++) {
    next_weights();
    source += all.source_stride;
    add_line<taps, stride, rows, pixels, whole>(sums, weights, source, channels, count);
  }
  if constexpr (rows > 1) {
#pragma GCC unroll 16
    for (int j = 0; j < taps; j++) weights[1][j] = weights[0][j];
    add_line<taps, stride, 1, pixels, whole>(sums + 1, weights + 1, source + all.source_stride, channels, count);
  }
  const Floats least = repeat(all.least), most = repeat(all.most);
  float* sink = all.sink + x * channels + c;
  for (int r = 0; r < rows; r++, sink += all.sink_step) {
#pragma GCC unroll 16
    for (int p = 0; p < pixels; p++) store_channels<whole>(sink + p * channels, clamp(sums[r][p], least, most), count);
  }
}

template <int taps, int stride, int rows, int pixels>
inline void depthwise_tiles(const DepthwiseRows& all, size_t x) {
  size_t c = 0;
  for (; c + lanes <= all.channels; c += lanes) depthwise_tile<taps, stride, rows, pixels, true>(all, x, c, lanes);
  if constexpr (lanes > 1) {
    if (c < all.channels) depthwise_tile<taps, stride, rows, pixels, false>(all, x, c, all.channels - c);
  }
}

/// One pixel, `vectors` vectors of channels; the taps [first, last) of each row lie within the input.
template <int vectors, bool whole>
inline void depthwise_pixel(const DepthwiseRows& row, size_t x, size_t first, size_t last, size_t c, size_t count) {
  const size_t channels = row.channels, taps = row.window.taps, step = row.window.dilation * channels;
  const auto begin = static_cast<ptrdiff_t>(x * row.window.stride + first * row.window.dilation) - row.window.before;
  const float* from = row.source + begin * static_cast<ptrdiff_t>(channels) + c;
  const float* weights = row.weights + first * channels + c;
  Floats sums[vectors];
#pragma GCC unroll 16
  for (int v = 0; v < vectors; v++) sums[v] = load_channels<whole>(row.bias + c + v * lanes, count);
  for (size_t i = 0; i < row.vertical_taps; i++, from += row.source_stride, weights += taps * channels) {
    const float *source = from, *weight = weights;
    for (size_t j = first; j < last; j++, source += step, weight += channels) {
#pragma GCC unroll 16
      for (int v = 0; v < vectors; v++) {
        sums[v] = multiply_add(load_channels<whole>(source + v * lanes, count),
                               load_channels<whole>(weight + v * lanes, count), sums[v]);
      }
    }
  }
  const Floats least = repeat(row.least), most = repeat(row.most);
#pragma GCC unroll 16
  for (int v = 0; v < vectors; v++) {
    store_channels<whole>(row.sink + x * channels + c + v * lanes, clamp(sums[v], least, most), count);
  }
}

inline void depthwise_pixels(const DepthwiseRows& row, size_t begin, size_t end) {
  for (size_t x = begin; x < end; x++) {
    const Taps taps = taps_inside(row.window, x);
    size_t c = 0;
    for (; c + 4 * lanes <= row.channels; c += 4 * lanes) {
      depthwise_pixel<4, true>(row, x, taps.first, taps.last, c, lanes);
    }
    for (; c + lanes <= row.channels; c += lanes) depthwise_pixel<1, true>(row, x, taps.first, taps.last, c, lanes);
    if constexpr (lanes > 1) {
      if (c < row.channels) depthwise_pixel<1, false>(row, x, taps.first, taps.last, c, row.channels - c);
    }
  }
}

inline DepthwiseRows rows_behind(const DepthwiseRows& all, size_t count) {
  DepthwiseRows rest = all;
  rest.source += count * all.source_step;
  rest.sink += count * all.sink_step;
  rest.rows = all.rows - count;
  return rest;
}

/// Whole tiles from the first to the last window that lies within the row. The last tile may overlap the one before.
template <int taps, int stride, int rows>
inline void depthwise_rows_of(const DepthwiseRows& all) {
  constexpr int pixels = rows * (4 + taps) + 1 <= vector_registers ? 4 : 2;
  const Places inner = places_inside(all.window);
  const bool has_tiles = inner.end - inner.begin >= pixels;
  for (int r = 0; r < rows; r++) {
    const DepthwiseRows row = rows_behind(all, static_cast<size_t>(r));
    depthwise_pixels(row, 0, has_tiles ? inner.begin : all.window.output);
    if (has_tiles) depthwise_pixels(row, inner.end, all.window.output);
  }
  if (!has_tiles) return;
  for (size_t x = inner.begin; x < inner.end; x += pixels) {
    depthwise_tiles<taps, stride, rows, pixels>(all, x + pixels <= inner.end ? x : inner.end - pixels);
  }
}

template <int taps, int stride>
inline void depthwise_tiled(DepthwiseRows all) {
  if constexpr (stride == 1) {
    const bool in_twos = all.vertical_taps == taps && all.source_step == all.source_stride;
    for (; in_twos && all.rows > 1; all = rows_behind(all, 2)) depthwise_rows_of<taps, stride, 2>(all);
  }
  for (; all.rows > 0; all = rows_behind(all, 1)) depthwise_rows_of<taps, stride, 1>(all);
}

void depthwise_conv(const DepthwiseRows& rows) {
  const RowWindow& window = rows.window;
  if (window.dilation == 1 && rows.vertical_taps > 0) {
    if (window.taps == 3 && window.stride == 1) return depthwise_tiled<3, 1>(rows);
    if (window.taps == 3 && window.stride == 2) return depthwise_tiled<3, 2>(rows);
    if (window.taps == 5 && window.stride == 1) return depthwise_tiled<5, 1>(rows);
    if (window.taps == 5 && window.stride == 2) return depthwise_tiled<5, 2>(rows);
  }
  for (size_t r = 0; r < rows.rows; r++) depthwise_pixels(rows_behind(rows, r), 0, window.output);
}

}  // namespace
}  // namespace halflite
