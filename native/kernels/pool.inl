// Pooling, one row of the output at a time, in vectors of channels. Padding does not count.

#include "kernels.h"
#include "loads.inl"
#include "row_window.inl"

namespace halflite {
namespace {

constexpr float lowest_float = -3.40282347e+38f;

struct AveragePooling {
  static inline Floats start() { return repeat(0.0f); }
  static inline Floats add(Floats sum, Floats value) { return halflite::add(sum, value); }
  static inline Floats join(Floats sum, Floats row) { return halflite::add(sum, row); }
  static inline Floats end(Floats sum, Floats count) { return divide(sum, count); }
};

/// A NaN is no element.
struct LargestPooling {
  static inline Floats start() { return repeat(lowest_float); }
  static inline Floats add(Floats largest, Floats value) { return larger(value, largest); }
  static inline Floats join(Floats largest, Floats row) { return larger(row, largest); }
  static inline Floats end(Floats largest, Floats) { return largest; }
};

struct RootMeanSquarePooling {
  static inline Floats start() { return repeat(0.0f); }
  static inline Floats add(Floats sum, Floats value) { return multiply_add(value, value, sum); }
  static inline Floats join(Floats sum, Floats row) { return halflite::add(sum, row); }
  static inline Floats end(Floats sum, Floats count) { return square_root(divide(sum, count)); }
};

/// One window, `vectors` vectors of channels. Rows are summed on their own first, which keeps sums of large windows exact.
template <typename Pool, int vectors, bool whole>
inline void pool_window(const PoolRow& row, const float* source, size_t taps, float* sink, size_t count) {
  const size_t stride = row.window.input * row.channels;
  Floats results[vectors];
#pragma GCC unroll 16
  for (int v = 0; v < vectors; v++) results[v] = Pool::start();
  for (size_t i = 0; i < row.rows; i++, source += stride) {
    Floats parts[vectors];
#pragma GCC unroll 16
    for (int v = 0; v < vectors; v++) parts[v] = Pool::start();
    const float* from = source;
    for (size_t j = 0; j < taps; j++, from += row.channels) {
#pragma GCC unroll 16
      for (int v = 0; v < vectors; v++) {
        parts[v] = Pool::add(parts[v], load_channels<whole>(from + v * lanes, count));
      }
    }
#pragma GCC unroll 16
    for (int v = 0; v < vectors; v++) results[v] = Pool::join(results[v], parts[v]);
  }
  const Floats covered = repeat(static_cast<float>(row.rows * taps));
  const Floats least = repeat(row.least), most = repeat(row.most);
#pragma GCC unroll 16
  for (int v = 0; v < vectors; v++) {
    store_channels<whole>(sink + v * lanes, clamp(Pool::end(results[v], covered), least, most), count);
  }
}

template <typename Pool>
inline void pool_row_of(const PoolRow& row) {
  for (size_t x = 0; x < row.window.output; x++) {
    const Taps taps = taps_inside(row.window, x);
    const ptrdiff_t pixel = static_cast<ptrdiff_t>(x * row.window.stride + taps.first) - row.window.before;
    const size_t width = taps.last - taps.first;
    const float* const source = row.source + (width ? pixel : 0) * static_cast<ptrdiff_t>(row.channels);
    float* const sink = row.sink + x * row.channels;
    size_t c = 0;
    for (; c + 4 * lanes <= row.channels; c += 4 * lanes) {
      pool_window<Pool, 4, true>(row, source + c, width, sink + c, lanes);
    }
    for (; c + lanes <= row.channels; c += lanes) pool_window<Pool, 1, true>(row, source + c, width, sink + c, lanes);
    if constexpr (lanes > 1) {
      if (c < row.channels) pool_window<Pool, 1, false>(row, source + c, width, sink + c, row.channels - c);
    }
  }
}

void pool_row(const PoolRow& row) {
  switch (row.pooling) {
    case Pooling::average: return pool_row_of<AveragePooling>(row);
    case Pooling::largest: return pool_row_of<LargestPooling>(row);
    case Pooling::root_mean_square: return pool_row_of<RootMeanSquarePooling>(row);
  }
}

}  // namespace
}  // namespace halflite
