#include "integer_input.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

namespace halflite {
namespace {

/// Integers that one thread widens at a time.
constexpr std::size_t elements_at_once = 32768;

/// C's round, within [-128, 127].
float rounded(double value) { return static_cast<float>(std::clamp(std::round(value), -128.0, 127.0)); }

/// The zero point from the end of the range that gives the smaller error.
double exact_zero_point(double least, double most, double scale) {
  const double low = least / scale, high = most / scale;
  return 128 + std::abs(low) < 127 + std::abs(high) ? -128 - low : 127 - high;
}

/// Positions that windows read.
std::size_t reach(const WindowAxis& axis) {
  return axis.output == 0 ? 0 : (axis.output - 1) * axis.stride + (axis.taps - 1) * axis.dilation + 1;
}

}  // namespace

InputElements::InputElements(StepReader& r) {
  const std::int64_t number = r.integer(0, 3);
  are_floats = number == 3;
  type = are_floats ? StoredType::int8 : static_cast<StoredType>(number);
  zero = static_cast<std::int32_t>(r.integer(-32768, 32767));
  asymmetric = r.flag();
}

DynamicScale InputElements::measure(const Kernels& kernels, const float* source, std::size_t count) const {
  float least = 0, most = 0;
  bool finite = true;
  kernels.measure_range(source, count, &least, &most, &finite);
  const float lowest = asymmetric ? -128.0f : -127.0f;
  // All results become NaN.
  if (!finite) return {std::numeric_limits<float>::quiet_NaN(), 0, 0, lowest};
  if (least == most) return {1, 0, 0, lowest};
  if (!asymmetric) {
    const double range = std::max(-least, most);
    return {static_cast<float>(range / 127), static_cast<float>(127 / range), 0, lowest};
  }
  const double scale = (static_cast<double>(most) - least) / 255;
  const auto stored = static_cast<float>(scale);
  return {stored, static_cast<float>(1 / static_cast<double>(stored)), rounded(exact_zero_point(least, most, scale)), lowest};
}

void InputElements::widen(const Kernels& kernels, const char* source, std::size_t first, std::size_t count,
                          const DynamicScale* scale, std::int16_t* sink, std::size_t repeats) const {
  const char* const from = source + first * bytes();
  if (are_floats) kernels.quantize_dynamically(reinterpret_cast<const float*>(from), *scale, sink, count, repeats);
  else kernels.widen(from, type, zero, sink, count, repeats);
}

void InputElements::copy(const Kernels& kernels, const char* source, std::size_t first, std::size_t count, const DynamicScale* scale,
                         ImageForm form, char* sink, std::size_t repeats) const {
  const char* const from = source + first * bytes();
  if (are_floats) kernels.quantize_to_bytes(reinterpret_cast<const float*>(from), *scale, sink, flip(form), count, repeats);
  else kernels.copy_bytes(from, sink, flip(form), count, repeats);
}

std::int32_t InputElements::byte_zero(const DynamicScale* scale, ImageForm form) const {
  const std::int32_t stored = are_floats ? static_cast<std::int32_t>(scale->zero_point) : zero;
  if (!flip(form)) return stored;
  return form == ImageForm::unsigned_bytes ? stored + 128 : stored - 128;
}

PaddedImage::PaddedImage(StepReader& r)
    : elements_(r), input_(r.operand(elements_.bytes())), batch_(r.size()), pixel_(r.size(1)), first_channel_(r.size()), channels_(r.size(1)), repeats_(r.size(1)),
      height_(r), width_(r), padded_height_(reach(height_)), padded_width_(reach(width_)),
      scales_bytes_(elements_.are_floats ? scales_bytes(StepReader::product({batch_, 1})) : 0) {
  r.require(first_channel_ + channels_ <= pixel_, "a pixel has fewer channels");
  const std::uint64_t inputs = StepReader::product({batch_, height_.input, width_.input, pixel_});
  r.require(input_.bytes / elements_.bytes() >= inputs, "the input is too short");
}

void PaddedImage::place(StepReader& r, const Operand& scratch) {
  scratch_ = scratch;
  const std::uint64_t integers = StepReader::product({batch_, padded_height_, padded_width_, channels_, repeats_});
  r.require(scratch.bytes >= scales_bytes_ + 2 * integers + scratch_slack, "the scratch memory is too short");
}

ImageForm PaddedImage::byte_form(StepReader& r) const {
  if (!r.kernels().integer_gemm_in_bytes || !elements_.fit_bytes()) return ImageForm::words;
  ByteGeometry geometry{};
  r.kernels().byte_geometry(&geometry);
  return geometry.are_signed ? ImageForm::signed_bytes : ImageForm::unsigned_bytes;
}

void PaddedImage::set_form(ImageForm form, InPlace in_place) {
  form_ = form;
  const bool may_be = in_place == InPlace::flipped || (in_place == InPlace::unchanged && !elements_.flip(form));
  const bool are_bytes = form != ImageForm::words && !elements_.are_floats && repeats_ == 1 && channels_ % 4 == 0;
  const bool has_padding = height_.before > 0 || width_.before > 0 || padded_height_ > height_.input || padded_width_ > width_.input;
  in_place_ = may_be && are_bytes && !has_padding;
}

void PaddedImage::fill(const Frame& frame) const noexcept {
  if (in_place_ || padded_width_ == 0) return;
  const std::size_t image_size = height_.input * width_.input * pixel_;
  if (elements_.are_floats) {
    frame.team.parallel_for(batch_, 1, [&](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t b = begin; b < end; b++) {
        frame.at<DynamicScale>(scratch_)[b] =
            elements_.measure(frame.kernels, frame.at<const float>(input_) + b * image_size, image_size);
      }
    });
  }
  const std::size_t rows_at_once = std::max<std::size_t>(1, elements_at_once / std::max<std::size_t>(1, row_size()));
  frame.team.parallel_for(batch_ * padded_height_, rows_at_once, [&](std::size_t begin, std::size_t end) noexcept {
    for (std::size_t row = begin; row < end; row++) fill_row(frame, row);
  });
}

void PaddedImage::fill_row(const Frame& frame, std::size_t row) const noexcept {
  const std::size_t image = row / padded_height_, width = holds_bytes() ? 1 : 2, pixel = channels() * width;
  const std::ptrdiff_t y = static_cast<std::ptrdiff_t>(row % padded_height_) - height_.before;
  char* const sink = frame.at<char>(scratch_) + scales_bytes_ + row * row_size() * width;
  const auto left = std::min(padded_width_, static_cast<std::size_t>(width_.before));
  const std::size_t pixels = height_.holds(y) ? std::min(width_.input, padded_width_ - left) : 0;
  if (pixels < padded_width_) {
    const int zero = holds_bytes() ? byte_zero(frame, image) : 0;
    std::memset(sink, zero, left * pixel);
    std::memset(sink + (left + pixels) * pixel, zero, (padded_width_ - left - pixels) * pixel);
  }
  const std::size_t first = (image * height_.input + static_cast<std::size_t>(y)) * width_.input * pixel_ + first_channel_;
  if (channels_ == pixel_) {
    put(frame, image, first, pixels * pixel_, sink + left * pixel);
    return;
  }
  for (std::size_t x = 0; x < pixels; x++) put(frame, image, first + x * pixel_, channels_, sink + (left + x) * pixel);
}

void PaddedImage::put(const Frame& frame, std::size_t image, std::size_t first, std::size_t count, char* sink) const noexcept {
  if (count == 0) return;
  const char* const source = frame.at<const char>(input_);
  const DynamicScale* const scale = dynamic_scale(frame, image);
  if (holds_bytes()) elements_.copy(frame.kernels, source, first, count, scale, form_, sink, repeats_);
  else elements_.widen(frame.kernels, source, first, count, scale, reinterpret_cast<std::int16_t*>(sink), repeats_);
}

}  // namespace halflite
