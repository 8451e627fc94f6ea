// What the kernels of every target share: argument types and the table. Target translation units include this file, so
// it must not include a C++ library header (a function template built with -mavx2 could be kept for baseline code).
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "elementwise.h"
#include "integers.h"
#include "recurrent.h"
#include "resize.h"
#include "windows.h"
#include "winograd.h"

#if defined(__x86_64__) || defined(_M_X64)
#define HALFLITE_X64 1
#elif defined(__aarch64__) || defined(_M_ARM64)
#define HALFLITE_ARM64 1
#endif

namespace halflite {

/// What becomes of a value beyond the float16 range.
enum class Overflow : uint32_t {
  infinity = 0,  ///< IEEE 754: values that round beyond 65504 become an infinity.
  clamp = 1,     ///< finite values and infinities beyond +-65504 become +-65504.
};

/// How results are written.
enum class Store : uint32_t {
  cached = 0,     ///< ordinary stores.
  streaming = 1,  ///< past the caches, where the sink is aligned to 16 bytes; for sinks far larger than the caches.
};

/// What was lost by a conversion to float16. Plain data; the order is that of the Float64Array that JavaScript sees.
/// Errors and sums run over finite values v only; h is the float16 result.
struct Statistics {
  double count;               ///< values seen
  double overflow;            ///< finite, |v| > 65504
  double underflow;           ///< v != 0 and h == 0
  double subnormal;           ///< h is subnormal and not 0
  double nan;                 ///< v is a NaN
  double infinity;            ///< v is an infinity
  double max_abs;             ///< largest |v|
  double max_abs_error;       ///< largest |v - h|
  double max_relative_error;  ///< largest |v - h| / |v|, v != 0
  double sum_squared_error;   ///< sum of (v - h)^2
  double sum_squares;         ///< sum of v^2
  double sum_products;        ///< sum of v * h
};

constexpr size_t statistics_length = sizeof(Statistics) / sizeof(double);
static_assert(statistics_length == 12, "the layout of Statistics is shared with src/float16/statistics.ts");

/// Some rows of a matrix product, or of a convolution as one. Row r of the result is the sum over taps t and elements k of
/// row(t, r, count)[k] times the weights, `count` being the number of rows of the call.
struct GemmStrip {
  const float* const* rows;
  size_t taps, depth;
  const void* panels;  ///< packed weights: panels of gemm_columns columns, each of taps * depth * gemm_columns elements
  const float* bias;   ///< for every column, padded to whole panels; null for none
  float* sink;         ///< column 0 of row 0
  size_t sink_stride;  ///< elements between rows
  size_t columns;
  float least, most;              ///< results are clamped
  const float* addend = nullptr;  ///< added to the sums, laid out like the sink; null for none
  float* restored = nullptr;      ///< where gemm_float16 leaves its panels as float32, each at its place; null for nowhere
  /// Elements from one row of a tap to the next, where these are equal and `rows` has the first row of each tap. Else 0: `rows` has
  /// all rows, tap by tap.
  size_t row_step = 0;

  const float* row(size_t tap, size_t r, size_t count) const { return row_step ? rows[tap] + r * row_step : rows[tap * count + r]; }
};

/// One target's kernels; kernels.inc is the list.
struct Kernels {
#define KERNEL(name, parameters) void(*name) parameters;
#include "kernels.inc"
#undef KERNEL
};

}  // namespace halflite
