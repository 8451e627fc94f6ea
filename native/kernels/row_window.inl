// Which taps of a window lie within a row, and which windows do with all their taps.

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

/// Places [begin, end); begin <= end.
struct Places {
  size_t begin, end;
};

inline Places places_inside(const RowWindow& window) {
  const auto before = static_cast<size_t>(window.before);
  const size_t reach = (window.taps - 1) * window.dilation + 1;
  size_t begin = (before + window.stride - 1) / window.stride;
  size_t end = window.input + before < reach ? 0 : (window.input + before - reach) / window.stride + 1;
  if (end > window.output) end = window.output;
  if (begin > end) begin = end;
  return {begin, end};
}

}  // namespace
}  // namespace halflite
