// What the kernels of quantized operators take. Activations are NHWC. Before they are multiplied they become 16-bit integers
// with the zero point subtracted, so one product of 16-bit integers serves every type, and padding is 0; or they stay bytes, where
// the target multiplies bytes.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "elementwise.h"

namespace halflite {

/// How sums of products become elements; src/ops/output_stage.ts defines the arithmetic.
enum class StageKind : uint32_t {
  stored,      ///< int32 sums as they are
  fixed,       ///< times a fixed-point number, rounded twice
  fixed_wide,  ///< 64-bit sums times a 16-bit fixed-point number, rounded once
  real,        ///< times a double, rounded once
  real_wide,   ///< the same of 64-bit sums
  hybrid,      ///< floats: times the scales of the weights and of the input
};

/// Arrays have an element for each channel and are padded to whole vectors.
struct OutputStage {
  StageKind kind;
  StoredType output;
  const int32_t* bias;         ///< of fixed and real
  const double* wide_bias;     ///< of fixed_wide and real_wide
  const float* float_bias;     ///< of hybrid
  const int32_t* multipliers;  ///< of fixed, [2^30, 2^31) or 0; of fixed_wide, below 2^15
  const int32_t* shifts;       ///< of fixed, left where positive; of fixed_wide, to the right
  const int64_t* roundings;    ///< of fixed, for shifts in the range below: 2^30 + (1/2 + zero_point) * 2^(31 - shift)
  const double* scales;        ///< of real and real_wide
  const float* float_scales;   ///< of hybrid
  bool separately;             ///< of hybrid: sums are multiplied by one scale, then by the other, not by their product
  int32_t zero_point, least, most;
  float float_least, float_most;

  size_t output_bytes() const {
    if (kind == StageKind::hybrid) return 4;
    return output == StoredType::int32 ? 4 : output == StoredType::int16 ? 2 : 1;
  }
  /// Shifts with which a product and its rounding have room in 64 bits, and their upper half in 32.
  static constexpr int32_t least_rounding_shift = -23, most_rounding_shift = -1;
  bool has_byte_zero() const { return zero_point >= -128 && zero_point <= 255; }
  bool is_wide() const { return kind == StageKind::fixed_wide || kind == StageKind::real_wide; }
};

/// Where the results of some rows of sums go.
struct RowSinks {
  const OutputStage* stage;
  void* const* rows;          ///< channel 0 of each row
  const float* group_scales;  ///< of hybrid: the scale of the first row's input
  size_t group_step;          ///< from there to the next row's
};

/// Some rows of a matrix product, or of a convolution as one.
struct IntegerStrip {
  const int16_t* const* sources;  ///< of each row: the start of its window
  const size_t* offsets;          ///< from there to the elements of each tap
  size_t taps;
  size_t pairs;       ///< of neighbouring elements in a tap; the last one may reach one element too far
  const void* panels;  ///< for each tap and pair two weights of each of integer_geometry's columns
  bool byte_weights;   ///< int8 weights, not int16
  size_t columns;
  RowSinks sinks;
};

/// A matrix of int8 that a run makes, [depth, columns] or [columns, depth].
struct ByteMatrix {
  const char* data;
  size_t depth, columns;
  bool has_depth_first;
  int32_t zero;
};
/// Panels are packed this many columns at a time.
constexpr size_t packed_columns = 64;

struct ByteGeometry {
  size_t wide_rows;       ///< the most rows of a strip
  size_t narrow_rows;     ///< the same with narrow_columns columns at most
  size_t narrow_columns;
  size_t columns;         ///< of a panel
  size_t channels;       ///< of a block of a depthwise convolution
  bool are_signed;       ///< activations are int8, not uint8

  /// The most rows of a strip where that many columns are all there are.
  size_t rows(size_t all_columns) const { return all_columns <= narrow_columns ? narrow_rows : wide_rows; }
};

/// The same of bytes as the target multiplies them. With a and w less their zero points for factors, the sum of a row and a column is
/// that of a * w, less zero_a * (the sum of w - depth * zero_w), less zero_w * the sum of a.
struct ByteStrip {
  const uint8_t* const* sources;
  uint8_t flips;          ///< the bits of each of their bytes that change before it is multiplied: 0x80 or none
  const size_t* offsets;
  size_t taps;
  size_t depth;           ///< bytes of a tap, of which whole fours are read
  const int8_t* panels;   ///< for each tap and each four elements of it those of each column
  const int32_t* column_sums;  ///< depth * zero_w, less the sum of w; padded to whole panels
  const int32_t* input_zeros;  ///< of each row
  bool one_input_zero;         ///< all of them are the same
  int32_t weight_zero;
  size_t columns;
  RowSinks sinks;
};

/// Products of some rows with the rows of a matrix as it is stored.
struct IntegerDenseBlock {
  const int16_t* source;  ///< rows padded with zeros to whole vectors
  size_t source_stride;
  size_t rows, depth;
  const void* weights;  ///< [units, depth]
  StoredType weight_kind;
  int32_t weight_zero;
  RowSinks sinks;  ///< of as many rows
};

/// Some rows of the output of a depthwise convolution. All windows lie within the padded image.
struct IntegerDepthwise {
  const int16_t* image;  ///< the start of the first window
  size_t rows, places;   ///< of the output
  size_t row_step, place_step;  ///< between the starts of windows
  const size_t* offsets;        ///< from there to each tap
  size_t taps;                  ///< at most most_depthwise_taps
  const int16_t* weights;       ///< [taps, channels]
  size_t channels;
  const OutputStage* stage;
  const float* group_scale;
  void* sink;
};
constexpr size_t most_depthwise_taps = 256;

/// The same of bytes. Zero points as in ByteStrip; weights have none.
struct ByteDepthwise {
  const uint8_t* image;
  size_t rows, places;
  size_t row_step, stride;  ///< between the starts of windows: elements, and columns
  size_t tap_rows;          ///< at most most_byte_tap_rows
  size_t tap_row_step;
  size_t reach;           ///< columns of a window, those between its taps included; at most most_byte_columns
  const size_t* block_taps;  ///< the fours of taps of each block of channels: numbers of the first one, and behind the last block
  const size_t* columns;     ///< of each four taps in a column: most_byte_columns for every four rows above, and the column
  const int8_t* weights;     ///< for each four taps those of each channel of the block; native/program/byte_taps.cpp has the order
  const int32_t* column_sums;  ///< of each channel in that order, negative
  int32_t input_zero;
  size_t channels;
  const OutputStage* stage;
  const float* group_scale;
  void* sink;
};
constexpr size_t most_byte_columns = 32, most_byte_tap_rows = 8;

/// Neighbouring windows of a pooling of integers that cover as many elements.
struct IntegerPool {
  const void* source;  ///< the first element that the first window covers
  size_t windows, window_step;
  size_t rows, taps;  ///< that each covers
  size_t row_stride, channels;
  StoredType kind;
  bool largest;  ///< the largest element, not the average
  int32_t least, most;
  void* sink;
};

/// How floats become integers: value * inverse + zero_point.
struct DynamicScale {
  float scale, inverse, zero_point, least;  ///< least: of the integers; 127 is the most
};

}  // namespace halflite
