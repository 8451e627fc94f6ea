// Walks over operands that broadcast, and over their dense result.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include "step.h"

namespace halflite {

/// Dimensions that all operands are walked through together: rows and columns are the last two. A stride counts elements,
/// and is 0 where the operand is repeated.
///
/// Parameters: the rank, the sizes, the strides of the first operand, of the second, ...
template <std::size_t operands>
class Broadcast {
 public:
  explicit Broadcast(StepReader& r) : rank_(static_cast<std::size_t>(r.integer(2, most_rank))) {
    for (std::size_t d = 0; d < rank_; d++) {
      sizes_[d] = r.size();
      count_ = StepReader::product({count_, sizes_[d]});
    }
    for (std::size_t k = 0; k < operands; k++) {
      reach_[k] = count_ == 0 ? 0 : 1;
      for (std::size_t d = 0; d < rank_; d++) {
        strides_[k][d] = r.size();
        if (count_ > 0) reach_[k] += StepReader::product({sizes_[d] - 1, strides_[k][d]});
      }
      r.require(strides_[k][rank_ - 1] <= 1, "a column stride is neither 0 nor 1");
    }
    // Kernels rely on it: what repeats in all operands is no dimension.
    bool moves = sizes_[rank_ - 1] <= 1;
    for (std::size_t k = 0; k < operands; k++) moves = moves || column_stride(k) == 1;
    r.require(moves, "every operand repeats one element over several columns");
  }

  /// Elements of the result, and the elements that operand k must have.
  std::uint64_t count() const { return count_; }
  std::uint64_t reach(std::size_t k) const { return reach_[k]; }

  std::size_t row_stride(std::size_t k) const { return strides_[k][rank_ - 2]; }
  std::size_t column_stride(std::size_t k) const { return strides_[k][rank_ - 1]; }

  /// Some rows, or columns of one row: where they begin in the result and in the operands.
  struct Part {
    std::size_t result, rows, columns;
    std::array<std::size_t, operands> at;
  };

  /// Calls body(part) until the result is covered, from several threads. Tasks have about `grain` elements.
  template <typename Body>
  void for_each_part(Team& team, std::size_t grain, const Body& body) const {
    if (count_ == 0) return;
    const std::size_t columns = sizes_[rank_ - 1], rows = count_ / columns;
    const std::size_t width = std::min(columns, grain), blocks = (columns + width - 1) / width;
    const std::size_t height = blocks > 1 ? 1 : std::max<std::size_t>(1, grain / columns);
    const std::size_t groups = (rows + height - 1) / height;
    team.parallel_for(groups * blocks, 1, [&](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t task = begin; task < end; task++) {
        const std::size_t column = task % blocks * width, last = std::min(rows, task / blocks * height + height);
        for (std::size_t row = task / blocks * height; row < last;) {
          const Part part = part_at(row, last, column, std::min(width, columns - column));
          body(part);
          row += part.rows;
        }
      }
    });
  }

 private:
  static constexpr std::int64_t most_rank = 8;

  /// From a row on as far as the row stride reaches.
  Part part_at(std::size_t row, std::size_t last, std::size_t column, std::size_t columns) const {
    Part part{row * sizes_[rank_ - 1] + column, 0, columns, {}};
    for (std::size_t k = 0; k < operands; k++) part.at[k] = column * column_stride(k);
    std::size_t rest = row;
    for (std::size_t d = rank_ - 1; d-- > 0; rest /= sizes_[d]) {
      for (std::size_t k = 0; k < operands; k++) part.at[k] += rest % sizes_[d] * strides_[k][d];
    }
    part.rows = std::min(last - row, sizes_[rank_ - 2] - row % sizes_[rank_ - 2]);
    return part;
  }

  std::size_t rank_;
  std::uint64_t count_ = 1;
  std::array<std::uint64_t, operands> reach_{};
  std::array<std::size_t, most_rank> sizes_{};
  std::array<std::array<std::size_t, most_rank>, operands> strides_{};
};

/// Elements of a task of an operation as cheap as an addition.
constexpr std::size_t cheap_grain = 16384;

/// The rows of a part of a function of two operands, for kernels.
template <typename T, typename R>
BinaryRows<T, R> binary_rows(const Broadcast<2>& shape, const Broadcast<2>::Part& part, const T* a, const T* b, R* sink) {
  return {a + part.at[0],         b + part.at[1],         shape.row_stride(0), shape.row_stride(1),
          shape.column_stride(0), shape.column_stride(1), sink + part.result,  part.rows,
          part.columns};
}

/// The same for elements of `width` bytes.
inline BinaryRows<void> stored_rows(const Broadcast<2>& shape, const Broadcast<2>::Part& part, std::size_t width,
                                    const char* a, const char* b, char* sink) {
  return {a + part.at[0] * width, b + part.at[1] * width, shape.row_stride(0),        shape.row_stride(1),
          shape.column_stride(0), shape.column_stride(1), sink + part.result * width, part.rows,
          part.columns};
}

}  // namespace halflite
