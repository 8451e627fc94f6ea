// What the kernels of matrix products, convolutions and pooling take besides gemm's strips (kernels.h). Activations are NHWC.
#pragma once

#include <stddef.h>

namespace halflite {

/// Products of some rows with the rows of a matrix as it is stored: sink[r][u] = source[r] * weights[u] + bias[u].
struct DenseBlock {
  const float* source;
  size_t rows, depth;
  const void* weights;  ///< [units, depth]
  const float* bias;    ///< for every unit; null for none
  float* sink;          ///< unit 0 of row 0
  size_t sink_stride;   ///< elements between rows
  float least, most;    ///< results are clamped
};

/// How a window moves along a row, or over the lines: tap t at place x reads x * stride - before + t * dilation of `input`.
struct RowWindow {
  size_t input, output, taps, stride, dilation;
  ptrdiff_t before;
};

/// Lines of the output of a depthwise convolution. Taps that lie outside of the input add nothing.
struct DepthwiseRows {
  const float* source;   ///< line 0 of the input, or where it would lie
  size_t source_stride;  ///< elements from one line to the next
  size_t pixel_step;     ///< elements from one pixel to the next, of input and output
  RowWindow vertical, window;
  const float* weights;  ///< [vertical taps, taps, channels]
  const float* bias;     ///< for every channel
  size_t channels;
  float* sink;  ///< line 0 of the output, or where it would lie
  size_t sink_stride;
  float least, most;   ///< results are clamped
  size_t first, last;  ///< lines [first, last) are made
};

enum class Pooling { average, largest, root_mean_square };

/// One row of the output of a pooling; the rows that windows cover are those within the input.
struct PoolRow {
  const float* source;  ///< the first row of the input that windows cover
  size_t rows;          ///< how many they cover
  RowWindow window;
  size_t channels;
  Pooling pooling;
  float* sink;
  float least, most;
};

}  // namespace halflite
