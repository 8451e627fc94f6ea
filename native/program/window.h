// How windows move along the dimensions of an image; src/ops/window.ts has the same.
#pragma once

#include <cstddef>

#include "step.h"

namespace halflite {

/// Tap t of the window at place p reads position p * stride - before + t * dilation; what lies outside of the input is padding.
struct WindowAxis {
  std::size_t input, output, taps, stride, dilation;
  std::ptrdiff_t before;

  /// In the order of the fields. Every position that follows from them fits into 64 bits by far.
  explicit WindowAxis(StepReader& r)
      : input(r.size(1)), output(r.size()), taps(r.size(1)), stride(r.size(1)), dilation(r.size(1)),
        before(static_cast<std::ptrdiff_t>(r.integer(0, 1 << 30))) {
    StepReader::product({output, stride});
    StepReader::product({taps, dilation});
  }

  /// The position of tap 0.
  std::ptrdiff_t start(std::size_t place) const { return static_cast<std::ptrdiff_t>(place * stride) - before; }

  /// Whether the position lies within the input.
  bool holds(std::ptrdiff_t position) const {
    return position >= 0 && position < static_cast<std::ptrdiff_t>(input);
  }

  /// For the kernels, where the axis is a row's.
  RowWindow row() const { return {input, output, taps, stride, dilation, before}; }
};

/// The taps [first, last) of a window that lie within the input.
struct TapRange {
  std::size_t first = 0, last = 0;

  TapRange(const WindowAxis& axis, std::size_t place) {
    const std::ptrdiff_t start = axis.start(place), step = static_cast<std::ptrdiff_t>(axis.dilation);
    const auto input = static_cast<std::ptrdiff_t>(axis.input);
    // Windows are many, and most are dense: no division for these.
    const auto taps_within = [step](std::ptrdiff_t distance) { return static_cast<std::size_t>(step == 1 ? distance : (distance + step - 1) / step); };
    first = start < 0 ? taps_within(-start) : 0;
    last = start < input ? taps_within(input - start) : 0;
    if (last > axis.taps) last = axis.taps;
    if (first > last) first = last;
  }

  std::size_t count() const { return last - first; }
};

}  // namespace halflite
