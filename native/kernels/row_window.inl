// Which taps of a window lie within a row.

#pragma once

#include "kernels.h"

namespace halflite {
namespace {

/// Taps [first, last) lie within the row; first <= last.
struct Taps {
  size_t first, last;
};

inline Taps taps_inside(const RowWindow& window, size_t x) {
  const ptrdiff_t start = static_cast<ptrdiff_t>(x * window.stride) - window.before;
  const auto input = static_cast<ptrdiff_t>(window.input), dilation = static_cast<ptrdiff_t>(window.dilation);
  size_t first = start < 0 ? static_cast<size_t>((-start + dilation - 1) / dilation) : 0;
  size_t last = start < input ? static_cast<size_t>((input - start + dilation - 1) / dilation) : 0;
  if (last > window.taps) last = window.taps;
  if (first > last) first = last;
  return {first, last};
}

}  // namespace
}  // namespace halflite
