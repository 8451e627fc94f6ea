// How a step turns sums of products into elements of its output: what the kernels need of it, checked and padded.
#pragma once

#include <cstddef>
#include <vector>

#include "step.h"

namespace halflite {

/// Operands: bias (optional) and factors of the channels, both constants. Parameters: the kind, the type of the output, its
/// zero point, the range of stored values, the range of floats, whether scales are multiplied separately.
///
/// The bias is int32, or double of wide stages, or float of hybrid ones; the factors are doubles, or floats of hybrid stages. See StageKind.
class StepOutput {
 public:
  StepOutput(StepReader& r, std::size_t channels);
  // A stage points into vectors, whose elements stay where they are when these move.
  StepOutput(StepOutput&&) = default;

  /// Only floats that were quantized on the way have scales, and all of them do.
  void require_floats(StepReader& r, bool inputs_are_floats) const {
    r.require(inputs_are_floats == (stage_.kind == StageKind::hybrid), "the output does not go with the input");
  }

  const OutputStage& stage() const { return stage_; }
  std::size_t held_bytes() const;

 private:
  void read_factors(StepReader& r, const Operand& factors, std::size_t channels);
  void quantize(const std::vector<double>& factors, std::size_t channels);
  void find_roundings();
  void read_bias(StepReader& r, const Operand& bias, std::size_t channels);

  OutputStage stage_{};
  std::vector<std::int32_t> bias_, multipliers_, shifts_;
  std::vector<std::int64_t> roundings_;
  std::vector<double> wide_bias_, scales_;
  std::vector<float> float_bias_, float_scales_;
};

}  // namespace halflite
