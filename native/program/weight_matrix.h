// Weights that are read as they are stored, and what recurrent layers make of them and of rows of floats.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "integer_input.h"
#include "step.h"

namespace halflite {

/// How weights are stored.
enum class WeightKind : std::uint32_t { float32, float16, int8 };

/// Operand: the matrix [units, depth]. Parameters: how it is stored, the scale of int8.
struct WeightMatrix {
  Operand data;
  std::size_t units, depth;
  WeightKind kind;
  float scale;

  WeightMatrix(StepReader& r, std::size_t unit_count, std::size_t depth_count, bool optional = false);

  bool is_int8() const { return kind == WeightKind::int8; }
};

/// Rows of floats as int8 matrices read them: each quantized with a scale of its own.
///
/// Operand: scratch (absent where no matrix is int8). Parameters: the elements, which are floats.
class QuantizedRows {
 public:
  explicit QuantizedRows(StepReader& r);

  /// Checks that so many rows have room.
  void require(StepReader& r, std::uint64_t rows, std::size_t depth) const;
  void fill(const Frame& frame, const float* source, std::size_t rows, std::size_t depth) const noexcept;

  /// What `fill` made, for rows of the same number and depth.
  const std::int16_t* row(const Frame& frame, std::size_t rows, std::size_t depth, std::size_t number) const {
    return frame.at<const std::int16_t>(scratch_) + scales_bytes(rows) / 2 + number * padded(depth);
  }
  const float* scale(const Frame& frame, std::size_t number) const { return &frame.at<const DynamicScale>(scratch_)[number].scale; }

  /// Elements from one row to the next: kernels read whole vectors.
  static std::size_t padded(std::size_t depth) { return (depth + 63) / 64 * 64; }

 private:
  InputElements elements_;
  Operand scratch_;
};

/// Rows [rows, depth] and what is made of them, in rows of `sink_stride` elements.
struct MatrixRows {
  const float* source;
  std::size_t rows;
  float* sink;
  std::size_t sink_stride;
};

/// Products of rows with matrices of equal sizes, whose results stand side by side.
class MatrixProduct {
 public:
  explicit MatrixProduct(float clip = std::numeric_limits<float>::infinity()) : clip_(clip) {}
  MatrixProduct(const MatrixProduct&) = delete;
  MatrixProduct& operator=(const MatrixProduct&) = delete;

  /// A bias is [units], or absent; that of an int8 matrix is a constant. All matrices are int8 or none is.
  void add(StepReader& r, const WeightMatrix& matrix, const Operand& bias);
  void run(const Frame& frame, const MatrixRows& rows, const QuantizedRows& quantized) const noexcept;
  std::size_t held_bytes() const;

 private:
  /// One matrix; of int8 also what is made of its sums, padded as kernels read it.
  struct Factor {
    const WeightMatrix* matrix;
    Operand bias;
    std::vector<float> biases, scales;
    OutputStage stage{};
  };

  /// Some rows, and some units of one matrix.
  struct Part {
    const MatrixRows& rows;
    std::size_t number, row, count, begin, end;

    float* sink(const Factor& factor) const { return rows.sink + row * rows.sink_stride + number * factor.matrix->units; }
  };

  void run_floats(const Frame& frame, const Part& part) const noexcept;
  void run_int8(const Frame& frame, const Part& part, const QuantizedRows& quantized) const noexcept;

  float clip_;
  std::vector<Factor> factors_;
};

}  // namespace halflite
