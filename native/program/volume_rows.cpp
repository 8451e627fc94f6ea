#include "volume_rows.h"

#include <algorithm>
#include <cstring>

namespace halflite {
namespace {

/// With more channels than this the loop over the taps costs nothing worth mentioning.
constexpr std::size_t few_channels = 16;

/// Whether place p of the axis reads position p and nothing else.
bool reads_itself(const WindowAxis& axis) {
  return axis.taps == 1 && axis.stride == 1 && axis.before == 0 && axis.input == axis.output;
}

}  // namespace

RowFinder::RowFinder(const Volume& volume, std::size_t channels, bool reads_all_channels, std::size_t most_rows)
    : volume_(&volume), channels_(channels), taps_(volume.taps()) {
  is_pointwise_ = reads_itself(volume.depth) && reads_itself(volume.height) && reads_itself(volume.width);
  merges_ = reads_all_channels && channels <= few_channels && volume.width.taps > 1 && volume.width.dilation == 1 &&
            taps_ * channels * most_rows <= FoundRows::copied_floats;
  if (merges_) taps_ /= volume.width.taps;
  zeros_.resize(merges_ ? channels * volume.width.taps : channels);
}

void RowFinder::find(const float* input, std::size_t pixel, std::size_t count, FoundRows& rows) const noexcept {
  if (is_pointwise_) {
    for (std::size_t r = 0; r < count; r++) rows.pointers[r] = input + (pixel + r) * channels_;
    return;
  }
  const std::size_t width = volume_->width.output;
  std::size_t line = pixel / width, x = pixel % width, first = 0;
  float* copies = rows.copies;
  while (first < count) {
    const std::size_t run = std::min(count - first, width - x);
    find_run(input, line, x, {rows.pointers + first, run, count}, copies);
    first += run;
    line++;
    x = 0;
  }
}

/// For pixels from `x` on of one line of the output; lines are counted through all planes and images.
void RowFinder::find_run(const float* input, std::size_t line, std::size_t x, Run run, float*& copies) const noexcept {
  const Volume& v = *volume_;
  const std::ptrdiff_t left = v.width.start(x);
  const std::size_t plane = line / v.height.output, image = plane / v.depth.output;
  const std::ptrdiff_t top = v.height.start(line % v.height.output), front = v.depth.start(plane % v.depth.output);
  for (std::size_t i = 0; i < v.depth.taps; i++) {
    for (std::size_t j = 0; j < v.height.taps; j++) {
      const float* const source = line_at(input, image, front + static_cast<std::ptrdiff_t>(i * v.depth.dilation),
                                          top + static_cast<std::ptrdiff_t>(j * v.height.dilation));
      if (merges_) {
        find_merged(source, left, run, copies);
        run.pointers += run.next_tap;
        continue;
      }
      for (std::size_t k = 0; k < v.width.taps; k++, run.pointers += run.next_tap) {
        find_tap(source, left + static_cast<std::ptrdiff_t>(k * v.width.dilation), run);
      }
    }
  }
}

/// A line of a plane of an image of the input; null where that lies outside.
const float* RowFinder::line_at(const float* input, std::size_t image, std::ptrdiff_t z, std::ptrdiff_t y) const noexcept {
  const Volume& v = *volume_;
  if (!v.depth.holds(z) || !v.height.holds(y)) return nullptr;
  const std::size_t plane = image * v.depth.input + static_cast<std::size_t>(z);
  return input + (plane * v.height.input + static_cast<std::size_t>(y)) * v.width.input * channels_;
}

/// One tap of every window; it lies in the given line, or outside if there is none.
void RowFinder::find_tap(const float* line, std::ptrdiff_t x, const Run& run) const noexcept {
  const WindowAxis& width = volume_->width;
  const auto stride = static_cast<std::ptrdiff_t>(width.stride);
  if (line && width.holds(x) && width.holds(x + static_cast<std::ptrdiff_t>(run.count - 1) * stride)) {
    const float* const first = line + static_cast<std::size_t>(x) * channels_;
    for (std::size_t r = 0; r < run.count; r++) run.pointers[r] = first + r * width.stride * channels_;
    return;
  }
  for (std::size_t r = 0; r < run.count; r++, x += stride) {
    run.pointers[r] = line && width.holds(x) ? line + static_cast<std::size_t>(x) * channels_ : zeros_.data();
  }
}

/// All taps that lie in a line.
void RowFinder::find_merged(const float* line, std::ptrdiff_t x, const Run& run, float*& copies) const noexcept {
  const WindowAxis& width = volume_->width;
  const std::ptrdiff_t last = static_cast<std::ptrdiff_t>(width.input) - static_cast<std::ptrdiff_t>(width.taps);
  const auto stride = static_cast<std::ptrdiff_t>(width.stride);
  if (line && x >= 0 && x + static_cast<std::ptrdiff_t>(run.count - 1) * stride <= last) {
    const float* const first = line + static_cast<std::size_t>(x) * channels_;
    for (std::size_t r = 0; r < run.count; r++) run.pointers[r] = first + r * width.stride * channels_;
    return;
  }
  for (std::size_t r = 0; r < run.count; r++, x += stride) {
    if (!line) run.pointers[r] = zeros_.data();
    else if (x >= 0 && x <= last) run.pointers[r] = line + static_cast<std::size_t>(x) * channels_;
    else run.pointers[r] = copy_merged(line, x, copies);
  }
}

const float* RowFinder::copy_merged(const float* line, std::ptrdiff_t x, float*& copies) const noexcept {
  const WindowAxis& width = volume_->width;
  float* const copy = copies;
  for (std::size_t k = 0; k < width.taps; k++, x++, copies += channels_) {
    const float* const source = width.holds(x) ? line + static_cast<std::size_t>(x) * channels_ : zeros_.data();
    std::memcpy(copies, source, channels_ * sizeof(float));
  }
  return copy;
}

}  // namespace halflite
