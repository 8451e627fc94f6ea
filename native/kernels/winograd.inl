// The transforms of Winograd's convolution F(2x2, 3x3), written once over the vector contract.

#pragma once

#include "gemm.inl"
#include "kernels.h"
#include "loads.inl"

namespace halflite {
namespace {

/// Four numbers of the input, along one dimension.
inline void winograd_input_line(const Floats (&in)[4], Floats (&out)[4]) {
  out[0] = subtract(in[0], in[2]);
  out[1] = add(in[1], in[2]);
  out[2] = subtract(in[2], in[1]);
  out[3] = subtract(in[1], in[3]);
}

template <bool whole>
inline void winograd_input_channels(const WinogradInput& tile, size_t first, size_t count) {
  Floats columns[4][4];
#pragma GCC unroll 4
  for (int x = 0; x < 4; x++) {
    Floats pixels[4];
#pragma GCC unroll 4
    for (int y = 0; y < 4; y++) pixels[y] = load_channels<whole>(tile.pixels[y * 4 + x] + first, count);
    winograd_input_line(pixels, columns[x]);
  }
  float* sink = tile.sink + first;
#pragma GCC unroll 4
  for (int y = 0; y < 4; y++) {
    const Floats line[4] = {columns[0][y], columns[1][y], columns[2][y], columns[3][y]};
    Floats results[4];
    winograd_input_line(line, results);
#pragma GCC unroll 4
    for (int x = 0; x < 4; x++, sink += tile.sink_stride) store_channels<whole>(sink, results[x], count);
  }
}

void winograd_input(const WinogradInput& tile) {
  size_t channel = 0;
  for (; channel + lanes <= tile.channels; channel += lanes) winograd_input_channels<true>(tile, channel, lanes);
  if (channel < tile.channels) winograd_input_channels<false>(tile, channel, tile.channels - channel);
}

/// Three weights, along one dimension.
inline void winograd_weights_line(const Floats (&in)[3], Floats (&out)[4]) {
  const Floats half = repeat(0.5f), outer = multiply(add(in[0], in[2]), half), inner = multiply(in[1], half);
  out[0] = in[0];
  out[1] = add(outer, inner);
  out[2] = subtract(outer, inner);
  out[3] = in[2];
}

/// Some columns of one line of a window that is transformed along its height, tap by tap.
template <size_t line, typename Weight>
inline Floats winograd_weights_column(const Weight* tap, size_t line_stride) {
  if constexpr (line == 0) return load_weights(tap);
  if constexpr (line == 3) return load_weights(tap + 2 * line_stride);
  const Floats weights[3] = {load_weights(tap), load_weights(tap + line_stride), load_weights(tap + 2 * line_stride)};
  Floats column[4];
  winograd_weights_line(weights, column);
  return column[line];
}

template <size_t line, typename Weight>
inline void winograd_weights_points(const WinogradWeights& weights) {
  const size_t size = weights.channels * gemm_columns, stride = weights.sink_stride;
  const Weight* tap = static_cast<const Weight*>(weights.panel);
  float* sink = weights.sink;
  for (size_t i = 0; i < size; i += lanes, tap += lanes, sink += lanes) {
    Floats columns[3], points[4];
#pragma GCC unroll 3
    for (size_t x = 0; x < 3; x++) columns[x] = winograd_weights_column<line>(tap + x * size, 3 * size);
    winograd_weights_line(columns, points);
#pragma GCC unroll 4
    for (size_t x = 0; x < 4; x++) store(sink + x * stride, points[x]);
  }
}

template <typename Weight>
inline void winograd_weights(const WinogradWeights& weights) {
  switch (weights.line) {
    case 0: return winograd_weights_points<0, Weight>(weights);
    case 1: return winograd_weights_points<1, Weight>(weights);
    case 2: return winograd_weights_points<2, Weight>(weights);
    default: return winograd_weights_points<3, Weight>(weights);
  }
}

void winograd_weights_float16(const WinogradWeights& weights) { winograd_weights<uint16_t>(weights); }
void winograd_weights_float32(const WinogradWeights& weights) { winograd_weights<float>(weights); }

/// A pixel of the result; what is added to it is added to a finite number, as in gemm.
template <bool whole>
inline void winograd_pixel(const WinogradOutput& tile, int pixel, Floats sum, size_t first, size_t count) {
  if (!tile.pixels[pixel]) return;
  if (tile.addend[pixel]) {
    sum = clamp(sum, repeat(-largest_finite), repeat(largest_finite));
    sum = add(sum, load_channels<whole>(tile.addend[pixel] + first, count));
  }
  store_channels<whole>(tile.pixels[pixel] + first, clamp(sum, repeat(tile.least), repeat(tile.most)), count);
}

template <bool whole>
inline void winograd_output_columns(const WinogradOutput& tile, size_t first, size_t count) {
  Floats upper[4], lower[4];
#pragma GCC unroll 4
  for (int x = 0; x < 4; x++) {
    Floats products[4];
#pragma GCC unroll 4
    for (int y = 0; y < 4; y++) products[y] = load_channels<whole>(tile.products + (y * 4 + x) * tile.products_stride + first, count);
    upper[x] = add(add(products[0], products[1]), products[2]);
    lower[x] = subtract(subtract(products[1], products[2]), products[3]);
  }
  const Floats bias = tile.bias ? load(tile.bias + first) : repeat(0.0f);
  winograd_pixel<whole>(tile, 0, add(add(add(upper[0], upper[1]), upper[2]), bias), first, count);
  winograd_pixel<whole>(tile, 1, add(subtract(subtract(upper[1], upper[2]), upper[3]), bias), first, count);
  winograd_pixel<whole>(tile, 2, add(add(add(lower[0], lower[1]), lower[2]), bias), first, count);
  winograd_pixel<whole>(tile, 3, add(subtract(subtract(lower[1], lower[2]), lower[3]), bias), first, count);
}

void winograd_output(const WinogradOutput& tile) {
  size_t column = 0;
  for (; column + lanes <= tile.columns; column += lanes) winograd_output_columns<true>(tile, column, lanes);
  if (column < tile.columns) winograd_output_columns<false>(tile, column, tile.columns - column);
}

}  // namespace
}  // namespace halflite
