// Argument types of the kernels of Winograd's convolution F(2x2, 3x3): a tile of 2 x 2 pixels of the output comes from 4 x 4 pixels
// of the input. Both, and the weights of a window, are transformed so that the 16 numbers of each can be multiplied one by one.
#pragma once

#include <stddef.h>

namespace halflite {

/// Numbers of a transformed tile or window.
constexpr size_t winograd_points = 16;

/// The pixels under a tile, line by line; zeros where the window hangs over the image.
struct WinogradInput {
  const float* pixels[winograd_points];
  size_t channels;
  float* sink;         ///< `channels` numbers for each point
  size_t sink_stride;  ///< elements between points
};

/// The weights of a panel: for each of 9 taps and each channel gemm_columns columns side by side. One line of 4 points is made.
struct WinogradWeights {
  const void* panel;
  size_t channels;
  size_t line;
  float* sink;         ///< `channels` times gemm_columns numbers for each point
  size_t sink_stride;  ///< elements between points
};

/// The products of a tile, and the pixels that it becomes.
struct WinogradOutput {
  const float* products;   ///< `columns` numbers for each point
  size_t products_stride;  ///< elements between points
  size_t columns;
  const float* bias;       ///< padded to whole vectors; null for none
  float* pixels[4];        ///< line by line; null for one outside of the image
  const float* addend[4];  ///< added to the pixels; null for none
  float least, most;       ///< results are clamped
};

}  // namespace halflite
