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
    : volume_(&volume), channels_(channels), taps_(volume.taps()), source_count_(taps_ / volume.width.taps) {
  is_pointwise_ = reads_itself(volume.depth) && reads_itself(volume.height) && reads_itself(volume.width);
  merges_ = reads_all_channels && channels <= few_channels && volume.width.taps > 1 && volume.width.dilation == 1 &&
            taps_ * channels * most_rows <= FoundRows::copied_floats;
  if (merges_) taps_ /= volume.width.taps;
  zeros_.resize(merges_ ? channels * volume.width.taps : channels);
}

void RowFinder::find(const float* input, std::size_t pixel, std::size_t count, FoundRows& rows) const noexcept {
  if (is_pointwise_) {
    rows.pointers[0] = input + pixel * channels_;
    rows.step = channels_;
    return;
  }
  const std::size_t width = volume_->width.output;
  if (rows.input != input || rows.pixel != pixel) {
    rows.input = input;
    rows.line = pixel / width;
    rows.x = pixel % width;
    rows.known_line = FoundRows::no_line;
  }
  rows.pixel = pixel + count;
  rows.step = 0;
  float* copies = rows.copies;
  for (std::size_t first = 0; first < count;) {
    const std::size_t run = std::min(count - first, width - rows.x);
    if (rows.known_line != rows.line) find_sources(input, rows);
    if (run < count || !find_even(rows, count)) find_run(rows, {rows.pointers + first, run, count}, copies);
    first += run;
    rows.x += run;
    if (rows.x < width) continue;
    rows.line++;
    rows.x = 0;
  }
}

/// Rows of a line of the output, none of whose windows hangs over. @returns whether they are such
bool RowFinder::find_even(FoundRows& rows, std::size_t count) const noexcept {
  const WindowAxis& width = volume_->width;
  const std::ptrdiff_t left = width.start(rows.x);
  const std::ptrdiff_t right = width.start(rows.x + count - 1) + static_cast<std::ptrdiff_t>((width.taps - 1) * width.dilation);
  if (!rows.has_all_sources || left < 0 || right >= static_cast<std::ptrdiff_t>(width.input)) return false;
  const std::size_t taps = merges_ ? 1 : width.taps, next_tap = width.dilation * channels_;
  const float** pointer = rows.pointers;
  for (std::size_t i = 0; i < source_count_; i++) {
    const float* const first = rows.sources[i] + static_cast<std::size_t>(left) * channels_;
    for (std::size_t k = 0; k < taps; k++) *pointer++ = first + k * next_tap;
  }
  rows.step = width.stride * channels_;
  return true;
}

/// Lines of the output are counted through all planes and images.
void RowFinder::find_sources(const float* input, FoundRows& rows) const noexcept {
  const Volume& v = *volume_;
  const std::size_t plane = rows.line / v.height.output, image = plane / v.depth.output;
  const std::ptrdiff_t top = v.height.start(rows.line % v.height.output), front = v.depth.start(plane % v.depth.output);
  const float** source = rows.sources;
  rows.has_all_sources = true;
  for (std::size_t i = 0; i < v.depth.taps; i++) {
    for (std::size_t j = 0; j < v.height.taps; j++) {
      *source = line_at(input, image, front + static_cast<std::ptrdiff_t>(i * v.depth.dilation),
                        top + static_cast<std::ptrdiff_t>(j * v.height.dilation));
      rows.has_all_sources &= *source++ != nullptr;
    }
  }
  rows.known_line = rows.line;
}

/// For pixels from `rows.x` on of the line of the output whose sources are known.
void RowFinder::find_run(const FoundRows& rows, Run run, float*& copies) const noexcept {
  const WindowAxis& width = volume_->width;
  const std::ptrdiff_t left = width.start(rows.x);
  for (std::size_t i = 0; i < source_count_; i++) {
    const float* const source = rows.sources[i];
    if (merges_) {
      find_merged(source, left, run, copies);
      run.pointers += run.next_tap;
      continue;
    }
    for (std::size_t k = 0; k < width.taps; k++, run.pointers += run.next_tap) {
      find_tap(source, left + static_cast<std::ptrdiff_t>(k * width.dilation), run);
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
