// Where the rows of an implicit matrix product lie: the pixels of the input under the taps of a window.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "gemm_tasks.h"
#include "window.h"

namespace halflite {

/// How a window moves over a volume; images have a depth of one tap.
struct Volume {
  WindowAxis depth, height, width;

  std::uint64_t taps() const { return StepReader::product({depth.taps, height.taps, width.taps}); }
  std::uint64_t inputs() const { return StepReader::product({depth.input, height.input, width.input}); }
  std::uint64_t outputs() const { return StepReader::product({depth.output, height.output, width.output}); }
};

/// The rows of one strip, and where the strip behind it begins: strips are mostly asked for one after another.
struct FoundRows {
  static constexpr std::size_t copied_floats = 4096;

  /// As in GemmStrip: with a step one pointer for each tap, else one for each row of each tap.
  const float* pointers[most_row_pointers];
  std::size_t step = 0;
  /// Parts of rows that had to be put together.
  float copies[copied_floats];

  /// What the place behind the strip is counted from, and its number, line and place in the line.
  const float* input = nullptr;
  std::size_t pixel = 0, line = 0, x = 0;
  /// Lines of the input that a line of the output reads, null for those outside; `known_line` is that line of the output.
  static constexpr std::size_t no_line = static_cast<std::size_t>(-1);
  std::size_t known_line = no_line;
  bool has_all_sources = false;
  const float* sources[most_row_pointers];
};

/// Finds them. Neighbouring taps of images with few channels are taken together: what they read lies side by side, but where a
/// window hangs over the end of a line it is copied.
class RowFinder {
 public:
  RowFinder() = default;

  /// @param reads_all_channels a window reads all channels of a pixel
  /// @param most_rows how many rows a strip has at most
  RowFinder(const Volume& volume, std::size_t channels, bool reads_all_channels, std::size_t most_rows);

  /// What counts as a tap: one of the window's, or a line of them.
  std::size_t taps() const { return taps_; }

  std::size_t held_bytes() const { return zeros_.size() * sizeof(float); }

  /// The rows of `count` output pixels. Zeros where the window hangs over.
  void find(const float* input, std::size_t pixel, std::size_t count, FoundRows& rows) const noexcept;

 private:
  /// Where to write the rows of `count` pixels side by side; those of the next tap lie `next_tap` behind.
  struct Run {
    const float** pointers;
    std::size_t count, next_tap;
  };

  bool find_even(FoundRows& rows, std::size_t count) const noexcept;
  void find_sources(const float* input, FoundRows& rows) const noexcept;
  void find_run(const FoundRows& rows, Run run, float*& copies) const noexcept;
  const float* line_at(const float* input, std::size_t image, std::ptrdiff_t z, std::ptrdiff_t y) const noexcept;
  void find_tap(const float* line, std::ptrdiff_t x, const Run& run) const noexcept;
  void find_merged(const float* line, std::ptrdiff_t x, const Run& run, float*& copies) const noexcept;
  const float* copy_merged(const float* line, std::ptrdiff_t x, float*& copies) const noexcept;

  const Volume* volume_ = nullptr;
  std::size_t channels_ = 0, taps_ = 0;
  std::size_t source_count_ = 0;  ///< lines that a line of the output reads
  bool is_pointwise_ = false, merges_ = false;
  std::vector<float> zeros_;
};

}  // namespace halflite
