// Activations as the integer kernels read them: 16 bits, without zero point.
#pragma once

#include <cstddef>
#include <cstdint>

#include "step.h"
#include "window.h"

namespace halflite {

/// What stands in front of the integers in a step's scratch memory: the scales of `groups` groups of floats.
constexpr std::uint64_t scales_bytes(std::uint64_t groups) { return (groups * sizeof(DynamicScale) + 63) / 64 * 64; }

/// Kernels read whole vectors, so also behind the last integer.
constexpr std::uint64_t scratch_slack = 64;

/// Parameters: the type (3 for floats that are quantized on the way), the zero point, whether floats get one of their own.
struct InputElements {
  bool are_floats;
  StoredType type;
  std::int32_t zero;
  bool asymmetric;

  explicit InputElements(StepReader& r);

  std::size_t bytes() const { return are_floats ? 4 : type == StoredType::int16 ? 2 : 1; }

  /// How the floats of a group become integers, as src/ops/dynamic_quantization.ts.
  DynamicScale measure(const Kernels& kernels, const float* source, std::size_t count) const;

  /// `count` elements from number `first` on, each `repeats` times; `scale` is that of their group.
  void widen(const Kernels& kernels, const char* source, std::size_t first, std::size_t count, const DynamicScale* scale,
             std::int16_t* sink, std::size_t repeats = 1) const;
};

/// An image or some of its channels, with the padding that the windows read: every window lies within it.
///
/// Operand: the input. Parameters: the elements; batch, elements per pixel, first channel, channels, how often each is repeated; the axes of the
/// height and of the width.
class PaddedImage {
 public:
  explicit PaddedImage(StepReader& r);

  /// Checks the scratch memory that the integers get.
  void place(StepReader& r, const Operand& scratch);
  void fill(const Frame& frame) const noexcept;

  bool holds_floats() const { return elements_.are_floats; }
  std::size_t batch() const { return batch_; }
  std::size_t channels() const { return channels_ * repeats_; }
  const WindowAxis& height() const { return height_; }
  const WindowAxis& width() const { return width_; }

  /// Elements from one row to the next.
  std::size_t row_size() const { return padded_width_ * channels(); }
  const std::int16_t* window(const Frame& frame, std::size_t image, std::size_t y, std::size_t x) const {
    const std::size_t row = image * padded_height_ + y * height_.stride;
    return frame.at<const std::int16_t>(scratch_) + scales_bytes_ / 2 + row * row_size() + x * width_.stride * channels();
  }
  /// The scale of an image of floats; null for integers.
  const float* scale(const Frame& frame, std::size_t image) const {
    return elements_.are_floats ? &frame.at<const DynamicScale>(scratch_)[image].scale : nullptr;
  }

 private:
  void fill_row(const Frame& frame, std::size_t row) const noexcept;

  InputElements elements_;
  Operand input_;
  std::size_t batch_, pixel_, first_channel_, channels_, repeats_;
  WindowAxis height_, width_;
  std::size_t padded_height_, padded_width_;
  std::uint64_t scales_bytes_;
  Operand scratch_;
};

}  // namespace halflite
