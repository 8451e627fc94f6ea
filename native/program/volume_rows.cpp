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
  const std::size_t line = volume_->width.output;
  std::size_t first = 0;
  float* copies = rows.copies;
  while (first < count) {
    const std::size_t run = std::min(count - first, line - pixel % line);
    find_run(input, pixel, {rows.pointers + first, run, count}, copies);
    first += run;
    pixel += run;
  }
}

/// For pixels of one line of the output.
void RowFinder::find_run(const float* input, std::size_t pixel, Run run, float*& copies) const noexcept {
  const Volume& v = *volume_;
  const std::ptrdiff_t left = v.width.start(pixel % v.width.output);
  const std::size_t lines = v.depth.taps * v.height.taps;
  for (std::size_t i = 0; i < lines; i++) {
    const float* const line = line_under(input, pixel, i);
    if (merges_) {
      find_merged(line, left, run, copies);
      run.pointers += run.next_tap;
      continue;
    }
    for (std::size_t k = 0; k < v.width.taps; k++, run.pointers += run.next_tap) {
      find_tap(line, left + static_cast<std::ptrdiff_t>(k * v.width.dilation), run);
    }
  }
}

/// The line of the input under a line of the window at a pixel; null where that lies outside.
const float* RowFinder::line_under(const float* input, std::size_t pixel, std::size_t line) const noexcept {
  const Volume& v = *volume_;
  const std::size_t y = pixel / v.width.output % v.height.output, z = pixel / v.width.output / v.height.output;
  const std::ptrdiff_t in_y = v.height.start(y) + static_cast<std::ptrdiff_t>(line % v.height.taps * v.height.dilation);
  const std::ptrdiff_t in_z = v.depth.start(z % v.depth.output) + static_cast<std::ptrdiff_t>(line / v.height.taps * v.depth.dilation);
  if (!v.depth.holds(in_z) || !v.height.holds(in_y)) return nullptr;
  const std::size_t plane = z / v.depth.output * v.depth.input + static_cast<std::size_t>(in_z);
  return input + (plane * v.height.input + static_cast<std::size_t>(in_y)) * v.width.input * channels_;
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
  for (std::size_t r = 0; r < run.count; r++, x += static_cast<std::ptrdiff_t>(width.stride)) {
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
