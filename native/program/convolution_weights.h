// The weights and the bias of a convolution as gemm reads them.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "packed_weights.h"
#include "packing.h"
#include "step.h"

namespace halflite {

struct ConvolutionWeightsShape {
  bool is_float16;
  bool channel_last;  ///< the output channel is the last dimension, not the first
  std::size_t groups;
  std::size_t columns, depth;  ///< of a group: output channels, elements of a window
};

/// Constants, packed when the step is made, or computed, and packed in each run. Panels lie group by group.
class ConvolutionWeights {
 public:
  ConvolutionWeights() = default;

  /// @param bias may be absent
  /// @param memory for packed weights and bias; absent where both are constants
  ConvolutionWeights(StepReader& r, const Operand& weights, const Operand& bias, const Operand& memory, const ConvolutionWeightsShape& shape);

  std::size_t width() const { return shape_.is_float16 ? 2 : 4; }  ///< bytes of a weight
  std::size_t panels() const { return shape_.groups * group_panels_; }
  std::size_t group_panels() const { return group_panels_; }
  std::size_t panel_columns() const { return panel_columns_; }
  std::size_t panel_bytes() const { return panel_columns_ * shape_.depth * width(); }
  std::size_t held_bytes() const { return (packed_ ? packed_->bytes() : 0) + 4 * padded_bias_.size(); }

  /// Packs what is computed; before anything else in a run.
  void prepare(const Frame& frame) const noexcept;
  const char* panel(const Frame& frame, std::size_t i) const {
    return (packed_ ? packed_->data() : frame.at<const char>(memory_)) + i * panel_bytes();
  }
  /// For the columns of a panel and those behind it; null where there is none.
  const float* bias(const Frame& frame, std::size_t panel) const {
    if (!bias_.present()) return nullptr;
    return (packed_ ? padded_bias_.data() : computed_bias(frame)) + panel * panel_columns_;
  }

 private:
  /// Writes panel `panel` of all groups behind `sink`, the start of all panels.
  void write_panel(const char* weights, std::size_t panel, char* sink) const noexcept;
  void pad_bias(const float* bias, float* sink) const noexcept;
  float* computed_bias(const Frame& frame) const { return frame.at<float>(memory_) + panels() * panel_columns_ * shape_.depth; }

  Operand weights_, bias_, memory_;
  ConvolutionWeightsShape shape_{};
  std::size_t panel_columns_ = 0, group_panels_ = 0;
  std::shared_ptr<const PackedWeights> packed_;
  std::vector<float> padded_bias_;
};

}  // namespace halflite
