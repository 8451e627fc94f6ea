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

/// How a window moves along a row: tap t at place x reads pixel x * stride - before + t * dilation of `input`.
struct RowWindow {
  size_t input, output, taps, stride, dilation;
  ptrdiff_t before;
};

/// Rows of the output of a depthwise convolution, all of whose vertical taps lie within the input.
struct DepthwiseRows {
  const float* source;   ///< the row of the input under the first vertical tap of the first row
  size_t source_stride;  ///< elements from one vertical tap to the next
  const float* weights;  ///< [vertical taps, taps, channels], from the first vertical tap within the input on
  size_t vertical_taps;
  RowWindow window;
  size_t channels;
  const float* bias;  ///< for every channel
  float* sink;
  float least, most;
  size_t rows;
  size_t source_step, sink_step;  ///< elements from one row to the next
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
