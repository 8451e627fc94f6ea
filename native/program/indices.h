// Integers of a tensor that say where elements lie: they are read, and checked, when a step runs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "step.h"

namespace halflite {

/// Indices of 2, 4 or 8 bytes.
///
/// Operand: the indices. Parameter: bytes of an index.
class Indices {
 public:
  explicit Indices(StepReader& r) : width_(static_cast<std::size_t>(r.integer(2, 8))) {
    r.require(width_ == 2 || width_ == 4 || width_ == 8, "indices have 2, 4 or 8 bytes");
    operand_ = r.operand(width_);
  }

  std::uint64_t count() const { return operand_.bytes / width_; }

  std::int64_t at(const Frame& frame, std::size_t i) const {
    if (width_ == 4) return frame.at<const std::int32_t>(operand_)[i];
    if (width_ == 8) return frame.at<const std::int64_t>(operand_)[i];
    return frame.at<const std::int16_t>(operand_)[i];
  }

 private:
  std::size_t width_;
  Operand operand_;
};

/// Vectors of indices of the first dimensions of a tensor, each standing for a slice of it.
///
/// Operand: the indices. Parameters: bytes of an index, number of vectors, number of dimensions, their sizes.
class SlicePositions {
 public:
  static constexpr std::size_t nowhere = SIZE_MAX;

  explicit SlicePositions(StepReader& r) : indices_(r), count_(r.size()), sizes_(static_cast<std::size_t>(r.integer(0, 32))) {
    for (std::size_t& size : sizes_) {
      size = r.size();
      slices_ = StepReader::product({slices_, size});
    }
    r.require(indices_.count() >= StepReader::product({count_, sizes_.size()}), "the indices are too short");
  }

  /// How many vectors there are, and how many slices the tensor has.
  std::size_t count() const { return count_; }
  std::uint64_t slices() const { return slices_; }

  /// The number of the slice that vector i stands for; `nowhere` outside of the tensor.
  std::size_t at(const Frame& frame, std::size_t i) const {
    std::size_t position = 0;
    for (std::size_t d = 0; d < sizes_.size(); d++) {
      const std::int64_t index = indices_.at(frame, i * sizes_.size() + d);
      if (index < 0 || static_cast<std::uint64_t>(index) >= sizes_[d]) return nowhere;
      position = position * sizes_[d] + static_cast<std::size_t>(index);
    }
    return slices_ == 0 ? nowhere : position;
  }

 private:
  Indices indices_;
  std::size_t count_;
  std::vector<std::size_t> sizes_;
  std::uint64_t slices_ = 1;
};

/// Bytes of copies that are worth a thread's while.
constexpr std::size_t copied_bytes_per_task = 32 * 1024;

}  // namespace halflite
