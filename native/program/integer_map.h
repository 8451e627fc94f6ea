// Matrices of int8 that recurrent layers multiply rows of integers with.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "fixed_point.h"
#include "step.h"
#include "stored_type.h"

namespace halflite {

inline std::int16_t saturate_16(std::int64_t x) { return static_cast<std::int16_t>(std::clamp<std::int64_t>(x, INT16_MIN, INT16_MAX)); }
inline std::int8_t saturate_8(std::int64_t x) { return static_cast<std::int8_t>(std::clamp<std::int64_t>(x, INT8_MIN, INT8_MAX)); }

/// Elements from one row of 16-bit integers to the next: kernels read whole vectors.
inline std::size_t padded_words(std::size_t depth) { return (depth + 63) / 64 * 64; }

/// Rows of int8 as kernels read them.
inline void widen_rows(const Frame& frame, const std::int8_t* source, std::size_t rows, std::size_t depth, std::int16_t* sink) noexcept {
  for (std::size_t row = 0; row < rows; row++, source += depth, sink += padded_words(depth)) {
    frame.kernels.widen(source, StoredType::int8, 0, sink, depth, 1);
    std::fill(sink + depth, sink + padded_words(depth), std::int16_t{0});
  }
}

/// Operands: weights [units, depth] of int8, bias of int32 that holds what zero points add. Parameters: how sums are rescaled.
struct IntegerMap {
  std::size_t units, depth;
  Operand weights, bias;
  FixedMultiplier factor;

  IntegerMap(StepReader& r, std::size_t unit_count, std::size_t depth_count, bool optional)
      : units(unit_count), depth(depth_count), weights(r.elements<std::int8_t>(StepReader::product({units, depth}), optional)),
        bias(r.elements<std::int32_t>(units, optional)), factor(read_multiplier(r)) {
    r.require(weights.present() == bias.present(), "weights and bias belong together");
  }

  /// Sums of products with rows of 16-bit integers.
  void run(const Frame& frame, const std::int16_t* source, std::size_t rows, std::int32_t* sink, std::size_t sink_stride) const noexcept {
    constexpr std::size_t row_block = 64, unit_block = 64, products_at_once = 1 << 18;
    OutputStage stage{};
    stage.kind = StageKind::stored;
    stage.output = StoredType::int32;
    const std::size_t unit_blocks = (units + unit_block - 1) / unit_block, blocks = (rows + row_block - 1) / row_block * unit_blocks;
    const std::size_t block_products = std::min(rows, row_block) * std::min(units, unit_block) * depth;
    frame.team.parallel_for(blocks, products_at_once / (block_products + 1) + 1, [&](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t block = begin; block < end; block++) {
        void* sinks[row_block];
        const std::size_t row = block / unit_blocks * row_block, unit = block % unit_blocks * unit_block, count = std::min(row_block, rows - row);
        for (std::size_t i = 0; i < count; i++) sinks[i] = sink + (row + i) * sink_stride;
        frame.kernels.integer_dense({source + row * padded_words(depth), padded_words(depth), count, depth, frame.at<const std::int8_t>(weights),
                                     StoredType::int8, 0, {&stage, sinks, nullptr, 0}},
                                    unit, std::min(unit + unit_block, units));
      }
    });
  }

  std::int32_t rescaled(const Frame& frame, std::int32_t sum, std::size_t unit) const {
    return multiply_fixed(wrapping_add(sum, frame.at<const std::int32_t>(bias)[unit]), factor);
  }
};

}  // namespace halflite
