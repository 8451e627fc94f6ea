// Depthwise convolution in vectors of channels. Square windows of 3 and 5 taps slide along several rows of the output at once: each
// column of the input is read once, and serves all windows that cover it. Where taps lie apart (dilation), so do the lines and the
// columns of what windows slide over, and there are several of it. All other windows go pixel by pixel.

#include "kernels.h"
#include "loads.inl"
#include "row_window.inl"

namespace halflite {
namespace {

/// Columns that one vector of channels slides over before the next one's turn. Where vectors share a line of the cache, the line has
/// to be there still; and who reads memory side by side is foreseen.
constexpr size_t most_columns = lanes * sizeof(float) >= 64 ? 16 : 12;

/// `rows` rows of the output from row y on, `count` channels from channel c on; `inside` where all lines under them lie within the
/// input. What the loops read of `all` is copied: the compiler does not know that results are not written over it.
template <int taps, int stride, int rows, bool whole, bool inside>
class DepthwiseStrip {
 public:
  DepthwiseStrip(const DepthwiseRows& all, size_t y, size_t c, size_t count)
      : count_(count), pixel_step_(all.pixel_step), source_stride_(all.source_stride), sink_stride_(all.sink_stride),
        before_(all.window.before), input_(static_cast<ptrdiff_t>(all.window.input)), start_(load_channels<whole>(all.bias + c, count)),
        least_(repeat(all.least)), most_(repeat(all.most)), sink_(all.sink + y * all.sink_stride + c) {
    const ptrdiff_t top = static_cast<ptrdiff_t>(y * stride) - all.vertical.before;
    first_ = static_cast<int>(within(-top));
    last_ = static_cast<int>(within(static_cast<ptrdiff_t>(all.vertical.input) - top));
    source_ = all.source + top * static_cast<ptrdiff_t>(all.source_stride) + c;
#pragma GCC unroll 32
    for (int i = 0; i < taps * taps; i++) weights_[i] = load_channels<whole>(all.weights + static_cast<size_t>(i) * all.channels + c, count);
  }

  /// Pixels [begin, end) of each row.
  inline void run(size_t begin, size_t end) const {
    Floats sums[pending][rows];
#pragma GCC unroll 16
    for (int p = 0; p < pending; p++) {
#pragma GCC unroll 16
      for (int r = 0; r < rows; r++) sums[p][r] = start_;
    }
    ptrdiff_t x = static_cast<ptrdiff_t>(begin * stride) - before_;
    const float* source = source_ + x * static_cast<ptrdiff_t>(pixel_step_);
    add_columns<0, taps - stride>(sums, source, x);
    float* sink = sink_ + begin * pixel_step_;
    for (size_t pixels = end - begin; pixels > 0; pixels--, x += stride, source += stride * pixel_step_, sink += pixel_step_) {
      add_columns<taps - stride, taps>(sums, source, x);
      finish(sums, sink);
    }
  }

 private:
  /// How many windows of a row cover a column at most, and the lines of the input that windows of all rows cover.
  static constexpr int pending = (taps + stride - 1) / stride, lines = (rows - 1) * stride + taps;

  static ptrdiff_t within(ptrdiff_t line) { return line < 0 ? 0 : line > lines ? lines : line; }

  /// Columns [offset, end) of the windows of the first pending pixel, which begin at column x, at `source`.
  template <int offset, int end>
  inline void add_columns(Floats (&sums)[pending][rows], const float* source, ptrdiff_t x) const {
    if constexpr (offset < end) {
      const ptrdiff_t column = x + offset;
      if (column >= 0 && column < input_) add_column<offset>(sums, source + offset * pixel_step_);
      add_columns<offset + 1, end>(sums, source, x);
    }
  }

  template <int offset>
  inline void add_column(Floats (&sums)[pending][rows], const float* source) const {
#pragma GCC unroll 32
    for (int i = 0; i < lines; i++, source += source_stride_) {
      if (!inside && (i < first_ || i >= last_)) continue;
      const Floats value = load_channels<whole>(source, count_);
#pragma GCC unroll 16
      for (int r = 0; r < rows; r++) {
        const int t = i - r * stride;
        if (t < 0 || t >= taps) continue;
#pragma GCC unroll 16
        for (int p = 0; p < pending; p++) {
          const int j = offset - p * stride;
          if (j >= 0 && j < taps) sums[p][r] = multiply_add(value, weights_[t * taps + j], sums[p][r]);
        }
      }
    }
  }

  /// Writes the first pending pixel of each row, and begins another behind the last.
  inline void finish(Floats (&sums)[pending][rows], float* sink) const {
#pragma GCC unroll 16
    for (int r = 0; r < rows; r++, sink += sink_stride_) {
      store_channels<whole>(sink, clamp(sums[0][r], least_, most_), count_);
#pragma GCC unroll 16
      for (int p = 0; p + 1 < pending; p++) sums[p][r] = sums[p + 1][r];
      sums[pending - 1][r] = start_;
    }
  }

  const size_t count_, pixel_step_, source_stride_, sink_stride_;
  const ptrdiff_t before_, input_;
  int first_, last_;  ///< of `lines`, those within the input
  const Floats start_, least_, most_;
  const float* source_;  ///< column 0 of the first line
  float* const sink_;    ///< pixel 0 of the first row
  Floats weights_[taps * taps];
};

/// Whether all lines under rows [y, y + rows) lie within the input.
template <int taps, int stride, int rows>
inline bool lie_inside(const DepthwiseRows& all, size_t y) {
  const ptrdiff_t top = static_cast<ptrdiff_t>(y * stride) - all.vertical.before;
  return top >= 0 && top + (rows - 1) * stride + taps <= static_cast<ptrdiff_t>(all.vertical.input);
}

/// Rows [y, y + rows).
template <int taps, int stride, int rows, bool inside>
void depthwise_strips(const DepthwiseRows& all, size_t y) {
  const size_t pixels = all.window.output, parts = (pixels + most_columns - 1) / most_columns;
  for (size_t part = 0; part < parts; part++) {
    const size_t begin = part * pixels / parts, end = (part + 1) * pixels / parts;
    size_t c = 0;
    for (; c + lanes <= all.channels; c += lanes) DepthwiseStrip<taps, stride, rows, true, inside>(all, y, c, lanes).run(begin, end);
    if constexpr (lanes > 1) {
      if (c < all.channels) DepthwiseStrip<taps, stride, rows, false, inside>(all, y, c, all.channels - c).run(begin, end);
    }
  }
}

/// As many rows at a time as the registers hold the sums of, beside the weights of 3 x 3 taps; then fewer.
template <int taps, int stride, int rows>
inline void depthwise_sliding(const DepthwiseRows& all, size_t y) {
  for (; y + rows <= all.last; y += rows) {
    if (lie_inside<taps, stride, rows>(all, y)) depthwise_strips<taps, stride, rows, true>(all, y);
    else depthwise_strips<taps, stride, rows, false>(all, y);
  }
  if constexpr (rows > 1) {
    if (y < all.last) depthwise_sliding<taps, stride, rows / 2>(all, y);
  }
}

/// One pixel, `vectors` vectors of channels; the taps of `down` and `across` lie within the input.
template <int vectors, bool whole>
inline void depthwise_pixel(const DepthwiseRows& all, size_t y, size_t x, Taps down, Taps across, size_t c, size_t count) {
  const size_t channels = all.channels, step = all.window.dilation * channels, line = all.vertical.dilation * all.source_stride;
  const auto top = static_cast<ptrdiff_t>(y * all.vertical.stride + down.first * all.vertical.dilation) - all.vertical.before;
  const auto begin = static_cast<ptrdiff_t>(x * all.window.stride + across.first * all.window.dilation) - all.window.before;
  const float* from = all.source + top * static_cast<ptrdiff_t>(all.source_stride) + begin * static_cast<ptrdiff_t>(channels) + c;
  const float* weights = all.weights + (down.first * all.window.taps + across.first) * channels + c;
  Floats sums[vectors];
#pragma GCC unroll 16
  for (int v = 0; v < vectors; v++) sums[v] = load_channels<whole>(all.bias + c + v * lanes, count);
  for (size_t i = down.first; i < down.last; i++, from += line, weights += all.window.taps * channels) {
    const float *source = from, *weight = weights;
    for (size_t j = across.first; j < across.last; j++, source += step, weight += channels) {
#pragma GCC unroll 16
      for (int v = 0; v < vectors; v++) {
        sums[v] = multiply_add(load_channels<whole>(source + v * lanes, count),
                               load_channels<whole>(weight + v * lanes, count), sums[v]);
      }
    }
  }
  const Floats least = repeat(all.least), most = repeat(all.most);
  float* const sink = all.sink + y * all.sink_stride + x * channels + c;
#pragma GCC unroll 16
  for (int v = 0; v < vectors; v++) store_channels<whole>(sink + v * lanes, clamp(sums[v], least, most), count);
}

inline void depthwise_row(const DepthwiseRows& all, size_t y) {
  const Taps down = taps_inside(all.vertical, y);
  for (size_t x = 0; x < all.window.output; x++) {
    const Taps across = taps_inside(all.window, x);
    size_t c = 0;
    for (; c + 4 * lanes <= all.channels; c += 4 * lanes) depthwise_pixel<4, true>(all, y, x, down, across, c, lanes);
    for (; c + lanes <= all.channels; c += lanes) depthwise_pixel<1, true>(all, y, x, down, across, c, lanes);
    if constexpr (lanes > 1) {
      if (c < all.channels) depthwise_pixel<1, false>(all, y, x, down, across, c, all.channels - c);
    }
  }
}

/// What the windows of every `dilation`-th place of an axis, from place `phase` on, slide over: as many positions apart, from
/// `first_input` on, so that their taps are side by side.
struct SpreadAxis {
  size_t first_input;
  RowWindow window;

  SpreadAxis(const RowWindow& axis, size_t phase) {
    const auto step = static_cast<ptrdiff_t>(axis.dilation), start = static_cast<ptrdiff_t>(phase) - axis.before;
    const ptrdiff_t first = (start % step + step) % step;
    first_input = static_cast<size_t>(first);
    window = {count_from(axis.input, first_input, axis.dilation), count_from(axis.output, phase, axis.dilation), axis.taps, 1, 1, (first - start) / step};
  }

  /// Of `all` positions those that are `first` and whole steps behind it.
  static size_t count_from(size_t all, size_t first, size_t step) { return first < all ? (all - first + step - 1) / step : 0; }
};

/// Windows that move by one pixel, and whose taps are some pixels apart, not further than the input reaches.
template <int taps, int rows>
inline void depthwise_spread(const DepthwiseRows& all) {
  const size_t down = all.vertical.dilation, across = all.window.dilation;
  for (size_t y = 0; y < down && y < all.last; y++) {
    const SpreadAxis lines(all.vertical, y);
    for (size_t x = 0; x < across && x < all.window.output; x++) {
      const SpreadAxis columns(all.window, x);
      DepthwiseRows some = all;
      some.source += lines.first_input * all.source_stride + columns.first_input * all.pixel_step;
      some.sink += y * all.sink_stride + x * all.pixel_step;
      some.source_stride *= down;
      some.sink_stride *= down;
      some.pixel_step *= across;
      some.vertical = lines.window;
      some.window = columns.window;
      some.last = SpreadAxis::count_from(all.last, y, down);
      depthwise_sliding<taps, 1, rows>(some, SpreadAxis::count_from(all.first, y, down));
    }
  }
}

/// Whether the window is a square of so many taps that moves by so many pixels, down as across.
inline bool moves_by(const DepthwiseRows& all, size_t taps, size_t stride) {
  const auto is = [&](const RowWindow& axis) { return axis.taps == taps && axis.stride == stride; };
  return is(all.window) && is(all.vertical);
}

void depthwise_conv(const DepthwiseRows& rows) {
  constexpr bool many_registers = vector_registers >= 32;
  if (rows.window.dilation == 1 && rows.vertical.dilation == 1) {
    if (moves_by(rows, 3, 1)) return depthwise_sliding<3, 1, many_registers ? 4 : 2>(rows, rows.first);
    if (moves_by(rows, 3, 2)) return depthwise_sliding<3, 2, many_registers ? 4 : 3>(rows, rows.first);
    if (moves_by(rows, 5, 1)) return depthwise_sliding<5, 1, 2>(rows, rows.first);
    if (moves_by(rows, 5, 2)) return depthwise_sliding<5, 2, 2>(rows, rows.first);
  } else if (rows.window.dilation <= rows.window.input && rows.vertical.dilation <= rows.vertical.input) {
    if (moves_by(rows, 3, 1)) return depthwise_spread<3, many_registers ? 4 : 2>(rows);
    if (moves_by(rows, 5, 1)) return depthwise_spread<5, 2>(rows);
  }
  for (size_t y = rows.first; y < rows.last; y++) depthwise_row(rows, y);
}

}  // namespace
}  // namespace halflite
