// Activations as the integer kernels read them: 16 bits without zero point, or bytes with it.
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

/// What the integers of an image are for the kernels. There is room for words in either case.
enum class ImageForm { words, signed_bytes, unsigned_bytes };

/// Whether an image may stay where it is: not at all, if its bytes are what the kernels multiply, or if these change them as they read.
enum class InPlace { never, unchanged, flipped };

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

  /// The same as bytes, which fit_bytes.
  void copy(const Kernels& kernels, const char* source, std::size_t first, std::size_t count, const DynamicScale* scale, ImageForm form,
            char* sink, std::size_t repeats) const;
  bool fit_bytes() const { return are_floats || (type == StoredType::int8 && is_byte(zero + 128)) || (type == StoredType::uint8 && is_byte(zero)); }
  bool flip(ImageForm form) const { return (type == StoredType::int8) != (form == ImageForm::signed_bytes); }
  /// The zero point of such bytes.
  std::int32_t byte_zero(const DynamicScale* scale, ImageForm form) const;

 private:
  static bool is_byte(std::int32_t value) { return value >= 0 && value <= 255; }
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
  /// The form that products of bytes of the target want; words where there are none, or the elements are none.
  ImageForm byte_form(StepReader& r) const;
  /// Before anything else is asked for; words are what an image has by default. Bytes that need no padding can be read where they are, up
  /// to a multiple of four.
  void set_form(ImageForm form, InPlace in_place);
  /// The bits of each byte that change before it is multiplied.
  std::uint8_t flips() const { return in_place_ && elements_.flip(form_) ? 0x80 : 0; }
  void fill(const Frame& frame) const noexcept;

  bool holds_floats() const { return elements_.are_floats; }
  bool holds_bytes() const { return form_ != ImageForm::words; }
  std::size_t batch() const { return batch_; }
  std::size_t channels() const { return channels_ * repeats_; }
  const WindowAxis& height() const { return height_; }
  const WindowAxis& width() const { return width_; }

  /// Elements from one pixel, and one row, to the next.
  std::size_t pixel_size() const { return in_place_ ? pixel_ : channels(); }
  std::size_t row_size() const { return in_place_ ? width_.input * pixel_ : padded_width_ * channels(); }
  /// Words or bytes.
  template <typename T>
  const T* window(const Frame& frame, std::size_t image, std::size_t y, std::size_t x) const {
    const T* const start = in_place_ ? frame.at<const T>(input_) + first_channel_ : frame.at<const T>(scratch_) + scales_bytes_ / sizeof(T);
    const std::size_t row = image * (in_place_ ? height_.input : padded_height_) + y * height_.stride;
    return start + row * row_size() + x * width_.stride * pixel_size();
  }
  /// The zero point of an image of bytes.
  std::int32_t byte_zero(const Frame& frame, std::size_t image) const { return elements_.byte_zero(dynamic_scale(frame, image), form_); }
  /// The scale of an image of floats; null for integers.
  const float* scale(const Frame& frame, std::size_t image) const {
    return elements_.are_floats ? &dynamic_scale(frame, image)->scale : nullptr;
  }

 private:
  void fill_row(const Frame& frame, std::size_t row) const noexcept;
  void put(const Frame& frame, std::size_t image, std::size_t first, std::size_t count, char* sink) const noexcept;
  const DynamicScale* dynamic_scale(const Frame& frame, std::size_t image) const {
    return elements_.are_floats ? frame.at<const DynamicScale>(scratch_) + image : nullptr;
  }

  InputElements elements_;
  Operand input_;
  std::size_t batch_, pixel_, first_channel_, channels_, repeats_;
  WindowAxis height_, width_;
  std::size_t padded_height_, padded_width_;
  std::uint64_t scales_bytes_;
  Operand scratch_;
  ImageForm form_ = ImageForm::words;
  bool in_place_ = false;
};

}  // namespace halflite
