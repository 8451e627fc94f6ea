// Steps that make an image line by line, from lines of another one.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "window.h"

namespace halflite {

/// Lines [begin, end) of an output, and where line 0 of input and output lies, or would lie where only later lines are kept.
struct Lines {
  std::size_t begin, end;
  const float* input;
  float* output;
};

/// An image of float32: lines one behind the other.
struct LineImage {
  std::size_t lines, floats_per_line;
};

class LineStep : public Step {
 public:
  /// How its window moves over the lines of the input.
  virtual const WindowAxis& line_axis() const = 0;
  virtual LineImage input_image() const = 0;
  virtual LineImage output_image() const = 0;
  virtual const Operand& input_operand() const = 0;
  virtual const Operand& output_operand() const = 0;
  virtual void run_lines(const Frame& frame, const Lines& lines) const noexcept = 0;

  /// Lines of the input that the first `count` (at least 1) lines of the output need.
  std::size_t lines_read(std::size_t count) const {
    const WindowAxis& axis = line_axis();
    const std::ptrdiff_t end = axis.start(count - 1) + static_cast<std::ptrdiff_t>((axis.taps - 1) * axis.dilation + 1);
    return end < 0 ? 0 : std::min(static_cast<std::size_t>(end), axis.input);
  }
  /// The first line of the input that line `line` and those behind it need.
  std::size_t first_line_read(std::size_t line) const {
    const std::ptrdiff_t start = line_axis().start(line);
    return start < 0 ? 0 : static_cast<std::size_t>(start);
  }
};

}  // namespace halflite
