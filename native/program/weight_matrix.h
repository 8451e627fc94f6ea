// Weights of float16 or float32 that are read as they are stored.
#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <vector>

#include "step.h"

namespace halflite {

/// Operand: the matrix [units, depth]. Parameter: whether it is float16.
struct FloatMatrix {
  Operand data;
  std::size_t units, depth;
  bool is_float16;

  FloatMatrix(StepReader& r, std::size_t unit_count, std::size_t depth_count, bool optional = false)
      : data(r.operand(1, optional)), units(unit_count), depth(depth_count), is_float16(r.flag()) {
    const std::size_t width = is_float16 ? 2 : 4;
    r.require(!data.present() || data.bytes / width >= StepReader::product({units, depth}), "weights are too short");
  }
};

/// Rows [rows, depth] and what is made of them, in rows of `sink_stride` elements.
struct MatrixRows {
  const float* source;
  std::size_t rows;
  float* sink;
  std::size_t sink_stride;
};

/// Products of rows with matrices of equal sizes, whose results stand side by side. A bias is [units], or null.
struct MatrixProduct {
  std::vector<const FloatMatrix*> matrices;
  std::vector<Operand> biases;

  void add(const FloatMatrix& matrix, const Operand& bias) {
    matrices.push_back(&matrix);
    biases.push_back(bias);
  }

  void run(const Frame& frame, const MatrixRows& rows, float clip = std::numeric_limits<float>::infinity()) const noexcept {
    const std::size_t units = matrices[0]->units, depth = matrices[0]->depth;
    const std::size_t at_once = units_at_once(std::min(rows.rows, row_block), depth), chunks = (units + at_once - 1) / at_once;
    const std::size_t blocks = (rows.rows + row_block - 1) / row_block;
    frame.team.parallel_for(blocks * matrices.size() * chunks, std::max<std::size_t>(1, at_once / units), [&](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t task = begin; task < end; task++) {
        const std::size_t chunk = task % chunks, number = task / chunks % matrices.size(), row = task / chunks / matrices.size() * row_block;
        const FloatMatrix& matrix = *matrices[number];
        const DenseBlock block{rows.source + row * depth, std::min(row_block, rows.rows - row), depth, frame.at<const char>(matrix.data),
                               frame.at<const float>(biases[number]), rows.sink + row * rows.sink_stride + number * units,
                               rows.sink_stride, -clip, clip};
        (matrix.is_float16 ? frame.kernels.dense_float16 : frame.kernels.dense_float32)(
            block, chunk * at_once, std::min(units, chunk * at_once + at_once));
      }
    });
  }

 private:
  /// Rows that stay in a core's caches while the matrix passes.
  static constexpr std::size_t row_block = 32;

  /// About 20 us of work; a multiple of what kernels take at once.
  static std::size_t units_at_once(std::size_t rows, std::size_t depth) {
    constexpr std::size_t products_at_once = 1 << 18, multiple = 16;
    return (products_at_once / std::max<std::size_t>(1, rows * depth) / multiple + 1) * multiple;
  }
};

}  // namespace halflite
