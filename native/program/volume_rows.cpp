#include "volume_rows.h"

#include <cstring>

namespace halflite {
namespace {

/// With more channels than this the loop over the taps costs nothing worth mentioning.
constexpr std::size_t few_channels = 16;

}  // namespace

RowFinder::RowFinder(const Volume& volume, std::size_t channels, bool reads_all_channels, std::size_t most_rows)
    : volume_(&volume), channels_(channels), taps_(volume.taps()) {
  merges_ = reads_all_channels && channels <= few_channels && volume.width.taps > 1 && volume.width.dilation == 1 &&
            taps_ * channels * most_rows <= FoundRows::copied_floats;
  if (merges_) taps_ /= volume.width.taps;
  zeros_.resize(merges_ ? channels * volume.width.taps : channels);
}

void RowFinder::find(const float* input, std::size_t pixel, std::size_t count, FoundRows& rows) const noexcept {
  const Volume& v = *volume_;
  std::size_t x = pixel % v.width.output, y = pixel / v.width.output % v.height.output;
  std::size_t z = pixel / v.width.output / v.height.output;
  std::size_t image = z / v.depth.output * v.depth.input;
  z %= v.depth.output;
  float* copies = rows.copies;
  for (std::size_t r = 0; r < count; r++) {
    const float** row = rows.pointers + r;
    const Position start{v.depth.start(z), v.height.start(y), v.width.start(x)};
    if (merges_) {
      find_lines(input, image, start, [&](const float* line) { *row = merged_taps(line, start.x, copies), row += count; });
    } else {
      find_lines(input, image, start, [&](const float* line) { find_taps(line, start.x, row, count); });
    }
    if (++x < v.width.output) continue;
    x = 0;
    if (++y < v.height.output) continue;
    y = 0;
    if (++z < v.depth.output) continue;
    z = 0;
    image += v.depth.input;
  }
}

/// Calls find_line with the line of the input under each line of a window; null where that lies outside.
template <typename FindLine>
void RowFinder::find_lines(const float* input, std::size_t image, Position start, const FindLine& find_line) const noexcept {
  const Volume& v = *volume_;
  Position at = start;
  for (std::size_t i = 0; i < v.depth.taps; i++, at.z += static_cast<std::ptrdiff_t>(v.depth.dilation)) {
    at.y = start.y;
    for (std::size_t j = 0; j < v.height.taps; j++, at.y += static_cast<std::ptrdiff_t>(v.height.dilation)) {
      const bool inside = v.depth.holds(at.z) && v.height.holds(at.y);
      const std::size_t line = inside ? (image + static_cast<std::size_t>(at.z)) * v.height.input + static_cast<std::size_t>(at.y) : 0;
      find_line(inside ? input + line * v.width.input * channels_ : nullptr);
    }
  }
}

void RowFinder::find_taps(const float* line, std::ptrdiff_t x, const float**& row, std::size_t step) const noexcept {
  const WindowAxis& width = volume_->width;
  for (std::size_t k = 0; k < width.taps; k++, row += step, x += static_cast<std::ptrdiff_t>(width.dilation)) {
    *row = line && width.holds(x) ? line + static_cast<std::size_t>(x) * channels_ : zeros_.data();
  }
}

const float* RowFinder::merged_taps(const float* line, std::ptrdiff_t x, float*& copies) const noexcept {
  const WindowAxis& width = volume_->width;
  if (!line) return zeros_.data();
  const std::ptrdiff_t end = x + static_cast<std::ptrdiff_t>(width.taps);
  if (x >= 0 && end <= static_cast<std::ptrdiff_t>(width.input)) return line + static_cast<std::size_t>(x) * channels_;
  float* const copy = copies;
  for (; x < end; x++, copies += channels_) {
    const float* const source = width.holds(x) ? line + static_cast<std::size_t>(x) * channels_ : zeros_.data();
    std::memcpy(copies, source, channels_ * sizeof(float));
  }
  return copy;
}

}  // namespace halflite
