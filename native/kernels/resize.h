// What the kernel of bilinear resizing takes.
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace halflite {

/// The numbers are shared with src/ops/image/resize_bilinear.ts.
enum class ResizedType : uint32_t {
  float32 = 0,
  uint8 = 1,  ///< in float32, each operation rounded
  int8 = 2,   ///< in fixed point with 10 bits
  int16 = 3,
};

/// A row of a resized image: each pixel is blended from two neighbours in each of two rows of the input.
struct ResizedRow {
  const void *upper, *lower;
  const int32_t *left, *right;  ///< for each pixel the first elements of the neighbours
  const float* fraction;        ///< for each pixel how much of the right ones; in fixed point 1024 is one
  float down;                   ///< how much of the lower row
  size_t columns, channels;
  void* sink;
};

}  // namespace halflite
