#include "convolution_weights.h"

#include <algorithm>
#include <cstring>

namespace halflite {

ConvolutionWeights::ConvolutionWeights(StepReader& r, const Operand& weights, const Operand& bias, const Operand& memory,
                                       const ConvolutionWeightsShape& shape)
    : weights_(weights), bias_(bias), memory_(memory), shape_(shape) {
  const std::size_t out_channels = shape_.groups * shape_.columns;
  r.require(!shape_.channel_last || shape_.groups == 1, "grouped weights begin with the output channel");
  r.require(weights_.bytes / width() >= StepReader::product({shape_.depth, out_channels}), "the weights are too short");
  r.require(!bias_.present() || bias_.bytes / 4 >= out_channels, "the bias is too short");
  panel_columns_ = r.gemm_geometry().panel_columns;
  group_panels_ = panels_for(shape_.columns, panel_columns_);
  if (memory_.present()) {
    r.require(!shape_.is_float16, "computed weights are float32");
    r.require(memory_.bytes / 4 >= StepReader::product({panels() * panel_columns_, shape_.depth + 1}), "the memory is too short");
    return;
  }
  const std::string key = packed_key(r.key(weights_), {shape_.is_float16, shape_.channel_last, shape_.groups, shape_.columns, shape_.depth, panel_columns_});
  const std::uint64_t bytes = StepReader::product({panels() * panel_columns_, shape_.depth, width()});
  const auto pack = [geometry = *this, data = r.constant<char>(weights_)](std::size_t panel, char* sink) { geometry.write_panel(data, panel, sink); };
  packed_ = r.packing().claim(key, bytes, panels(), pack);
  padded_bias_.resize(bias_.present() ? panels() * panel_columns_ : 0);
  if (bias_.present()) pad_bias(r.constant<float>(bias_), padded_bias_.data());
}

void ConvolutionWeights::prepare(const Frame& frame) const noexcept {
  if (!memory_.present()) return;
  const std::size_t at_once = (std::size_t{1} << 17) / panel_bytes() + 1;
  frame.team.parallel_for(panels(), at_once, [&](std::size_t begin, std::size_t end) noexcept {
    for (std::size_t i = begin; i < end; i++) write_panel(frame.at<const char>(weights_), i, frame.at<char>(memory_));
  });
  if (!bias_.present()) return;
  std::fill_n(computed_bias(frame), panels() * panel_columns_, 0.0f);
  pad_bias(frame.at<const float>(bias_), computed_bias(frame));
}

void ConvolutionWeights::write_panel(const char* weights, std::size_t panel, char* sink) const noexcept {
  const std::size_t columns = shape_.columns, depth = shape_.depth, group = panel / group_panels_;
  const std::size_t row_stride = shape_.channel_last ? 1 : depth, depth_stride = shape_.channel_last ? columns : 1;
  const PanelSource source{weights + group * columns * row_stride * width(), shape_.is_float16, columns, row_stride, depth, depth_stride};
  pack_panel(source, panel % group_panels_, panel_columns_, sink + panel * panel_bytes());
}

/// Behind the last channel of a group there are zeros already.
void ConvolutionWeights::pad_bias(const float* bias, float* sink) const noexcept {
  for (std::size_t group = 0; group < shape_.groups; group++) {
    std::memcpy(sink + group * group_panels_ * panel_columns_, bias + group * shape_.columns, shape_.columns * sizeof(float));
  }
}

}  // namespace halflite
