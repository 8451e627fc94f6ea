#include "weight_matrix.h"

#include <algorithm>
#include <cstring>

namespace halflite {
namespace {

/// Rows that stay in a core's caches while the matrix passes.
constexpr std::size_t row_block = 32;

/// Integers that one thread quantizes at a time.
constexpr std::size_t quantized_at_once = 32768;

/// Units that are about 20 us of work; a multiple of what kernels take at once.
std::size_t units_at_once(std::size_t rows, std::size_t depth) {
  constexpr std::size_t products_at_once = 1 << 18, multiple = 16;
  return (products_at_once / std::max<std::size_t>(1, rows * depth) / multiple + 1) * multiple;
}

}  // namespace

WeightMatrix::WeightMatrix(StepReader& r, std::size_t unit_count, std::size_t depth_count, bool optional)
    : data(r.operand(1, optional)), units(unit_count), depth(depth_count), kind(static_cast<WeightKind>(r.integer(0, 2))),
      scale(r.number()) {
  const std::size_t width = kind == WeightKind::float32 ? 4 : kind == WeightKind::float16 ? 2 : 1;
  r.require(!data.present() || data.bytes / width >= StepReader::product({units, depth}), "weights are too short");
}

QuantizedRows::QuantizedRows(StepReader& r) : elements_(r), scratch_(r.sink(64, true)) {
  r.require(elements_.are_floats, "the input is not of floats");
}

void QuantizedRows::require(StepReader& r, std::uint64_t rows, std::size_t depth) const {
  r.require(scratch_.present() && scratch_.bytes >= scales_bytes(rows) + StepReader::product({rows, padded(depth), 2}),
            "there is too little memory for quantized rows");
}

void QuantizedRows::fill(const Frame& frame, const float* source, std::size_t rows, std::size_t depth) const noexcept {
  frame.team.parallel_for(rows, std::max<std::size_t>(1, quantized_at_once / padded(depth)), [&](std::size_t begin, std::size_t end) noexcept {
    auto* const scales = frame.at<DynamicScale>(scratch_);
    for (std::size_t number = begin; number < end; number++) {
      const float* const from = source + number * depth;
      std::int16_t* const sink = frame.at<std::int16_t>(scratch_) + scales_bytes(rows) / 2 + number * padded(depth);
      scales[number] = elements_.measure(frame.kernels, from, depth);
      elements_.widen(frame.kernels, reinterpret_cast<const char*>(from), 0, depth, scales + number, sink);
      std::fill(sink + depth, sink + padded(depth), std::int16_t{0});
    }
  });
}

void MatrixProduct::add(StepReader& r, const WeightMatrix& matrix, const Operand& bias) {
  r.require(factors_.empty() || factors_[0].matrix->is_int8() == matrix.is_int8(), "only some of the weights are quantized");
  Factor factor{&matrix, bias, {}, {}, {}};
  if (matrix.is_int8() && matrix.data.present()) {
    const std::size_t padded = QuantizedRows::padded(matrix.units) + 64;
    factor.biases.resize(padded);
    factor.scales.resize(padded, matrix.scale);
    if (bias.present()) std::memcpy(factor.biases.data(), r.constant<char>(bias), matrix.units * sizeof(float));
    factor.stage.kind = StageKind::hybrid;
    factor.stage.output = StoredType::int32;
    factor.stage.float_bias = factor.biases.data();
    factor.stage.float_scales = factor.scales.data();
    factor.stage.float_least = -clip_;
    factor.stage.float_most = clip_;
  }
  // The stage points to what stays where it is when vectors move.
  factors_.push_back(std::move(factor));
}

std::size_t MatrixProduct::held_bytes() const {
  std::size_t bytes = 0;
  for (const Factor& factor : factors_) bytes += (factor.biases.size() + factor.scales.size()) * sizeof(float);
  return bytes;
}

void MatrixProduct::run(const Frame& frame, const MatrixRows& rows, const QuantizedRows& quantized) const noexcept {
  const WeightMatrix& first = *factors_[0].matrix;
  const std::size_t units = first.units, depth = first.depth;
  if (first.is_int8()) quantized.fill(frame, rows.source, rows.rows, depth);
  const std::size_t at_once = units_at_once(std::min(rows.rows, row_block), depth), chunks = (units + at_once - 1) / at_once;
  const std::size_t blocks = (rows.rows + row_block - 1) / row_block;
  frame.team.parallel_for(blocks * factors_.size() * chunks, std::max<std::size_t>(1, at_once / units), [&](std::size_t begin, std::size_t end) noexcept {
    for (std::size_t task = begin; task < end; task++) {
      const std::size_t unit = task % chunks * at_once, row = task / chunks / factors_.size() * row_block;
      const Part part{rows, task / chunks % factors_.size(), row, std::min(row_block, rows.rows - row), unit, std::min(units, unit + at_once)};
      if (first.is_int8()) run_int8(frame, part, quantized);
      else run_floats(frame, part);
    }
  });
}

void MatrixProduct::run_floats(const Frame& frame, const Part& part) const noexcept {
  const Factor& factor = factors_[part.number];
  const WeightMatrix& matrix = *factor.matrix;
  const DenseBlock block{part.rows.source + part.row * matrix.depth, part.count, matrix.depth, frame.at<const char>(matrix.data),
                         frame.at<const float>(factor.bias), part.sink(factor), part.rows.sink_stride, -clip_, clip_};
  (matrix.kind == WeightKind::float16 ? frame.kernels.dense_float16 : frame.kernels.dense_float32)(block, part.begin, part.end);
}

void MatrixProduct::run_int8(const Frame& frame, const Part& part, const QuantizedRows& quantized) const noexcept {
  const Factor& factor = factors_[part.number];
  const WeightMatrix& matrix = *factor.matrix;
  void* sinks[row_block];
  for (std::size_t i = 0; i < part.count; i++) sinks[i] = part.sink(factor) + i * part.rows.sink_stride;
  const IntegerDenseBlock block{quantized.row(frame, part.rows.rows, matrix.depth, part.row),
                                QuantizedRows::padded(matrix.depth),
                                part.count,
                                matrix.depth,
                                frame.at<const char>(matrix.data),
                                StoredType::int8,
                                0,
                                {&factor.stage, sinks, quantized.scale(frame, part.row), sizeof(DynamicScale) / sizeof(float)}};
  frame.kernels.integer_dense(block, part.begin, part.end);
}

}  // namespace halflite
