// Depthwise convolution, one row of the output at a time, in vectors of channels. Windows of 3 and 5 taps side by side have
// tiles of several neighbouring pixels, which share what they read; all others, and the ends of a row, go pixel by pixel.

#include "kernels.h"
#include "loads.inl"
#include "row_window.inl"

namespace halflite {
namespace {

/// `pixels` pixels from x on, one vector of channels from c on. Their windows lie within the row.
template <int taps, int stride, int pixels, bool whole>
inline void depthwise_tile(const DepthwiseRow& row, size_t x, size_t c, size_t count) {
  const size_t channels = row.channels;
  const Floats start = load_channels<whole>(row.bias + c, count);
  Floats sums[pixels];
#pragma GCC unroll 16
  for (int p = 0; p < pixels; p++) sums[p] = start;
  const float* source = row.source + (static_cast<ptrdiff_t>(x * stride) - row.window.before) * static_cast<ptrdiff_t>(channels) + c;
  const float* weights = row.weights + c;
  for (size_t i = 0; i < row.vertical_taps; i++, source += row.source_stride, weights += taps * channels) {
    Floats weight[taps];
#pragma GCC unroll 16
    for (int j = 0; j < taps; j++) weight[j] = load_channels<whole>(weights + j * channels, count);
#pragma GCC unroll 32
    for (int column = 0; column < (pixels - 1) * stride + taps; column++) {
      const Floats value = load_channels<whole>(source + column * channels, count);
#pragma GCC unroll 16
      for (int p = 0; p < pixels; p++) {
        const int tap = column - p * stride;
        if (tap >= 0 && tap < taps) sums[p] = multiply_add(value, weight[tap], sums[p]);
      }
    }
  }
  const Floats least = repeat(row.least), most = repeat(row.most);
#pragma GCC unroll 16
  for (int p = 0; p < pixels; p++) {
    store_channels<whole>(row.sink + (x + p) * channels + c, clamp(sums[p], least, most), count);
  }
}

template <int taps, int stride, int pixels>
inline void depthwise_tiles(const DepthwiseRow& row, size_t x) {
  size_t c = 0;
  for (; c + lanes <= row.channels; c += lanes) depthwise_tile<taps, stride, pixels, true>(row, x, c, lanes);
  if constexpr (lanes > 1) {
    if (c < row.channels) depthwise_tile<taps, stride, pixels, false>(row, x, c, row.channels - c);
  }
}

/// One pixel, `vectors` vectors of channels; the taps [first, last) of each row lie within the input.
template <int vectors, bool whole>
inline void depthwise_pixel(const DepthwiseRow& row, size_t x, size_t first, size_t last, size_t c, size_t count) {
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

inline void depthwise_pixels(const DepthwiseRow& row, size_t begin, size_t end) {
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

/// Whole tiles from the first to the last window that lies within the row. The last tile may overlap the one before.
template <int taps, int stride>
inline void depthwise_row_of(const DepthwiseRow& row) {
  constexpr int pixels = 4;
  const Places inner = places_inside(row.window);
  if (inner.end - inner.begin < pixels) return depthwise_pixels(row, 0, row.window.output);
  depthwise_pixels(row, 0, inner.begin);
  for (size_t x = inner.begin; x < inner.end; x += pixels) {
    depthwise_tiles<taps, stride, pixels>(row, x + pixels <= inner.end ? x : inner.end - pixels);
  }
  depthwise_pixels(row, inner.end, row.window.output);
}

void depthwise_conv(const DepthwiseRow& row) {
  const RowWindow& window = row.window;
  if (window.dilation == 1 && window.taps == 3 && window.stride == 1) return depthwise_row_of<3, 1>(row);
  if (window.dilation == 1 && window.taps == 3 && window.stride == 2) return depthwise_row_of<3, 2>(row);
  if (window.dilation == 1 && window.taps == 5 && window.stride == 1) return depthwise_row_of<5, 1>(row);
  if (window.dilation == 1 && window.taps == 5 && window.stride == 2) return depthwise_row_of<5, 2>(row);
  depthwise_pixels(row, 0, window.output);
}

}  // namespace
}  // namespace halflite
