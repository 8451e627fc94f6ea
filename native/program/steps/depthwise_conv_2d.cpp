#include <algorithm>
#include <cstring>
#include <vector>

#include "../lines.h"

namespace halflite {
namespace {

/// Weights are constants, float32 while the program lives: there are few of them.
///
/// Operands: input, weights [height, width, channels * multiplier] of float16 or float32, bias (optional), output, and with a
/// multiplier above 1 memory for the input with every channel repeated. Parameters: batch, channels, multiplier, height,
/// width, whether the weights are float16, the range that results are clamped to.
class DepthwiseConv2D final : public LineStep {
 public:
  explicit DepthwiseConv2D(StepReader& r)
      : input_(r.operand(alignof(float))), weights_(r.operand(1)), bias_(r.operand(alignof(float), true)),
        output_(r.sink(alignof(float))), repeated_(r.sink(alignof(float), true)), batch_(r.size()),
        in_channels_(r.size(1)), multiplier_(r.size(1)), channels_(StepReader::product({in_channels_, multiplier_})),
        height_(r), width_(r), is_float16_(r.flag()), least_(r.number()), most_(r.number()) {
    const std::uint64_t pixels = StepReader::product({batch_, height_.input, width_.input});
    const std::uint64_t weight_count = StepReader::product({height_.taps, width_.taps, channels_});
    StepReader::product({pixels, in_channels_});
    StepReader::product({batch_, height_.output, width_.output, channels_});
    r.require(input_.bytes / 4 >= StepReader::product({batch_, r.input_lines(height_.input), width_.input, in_channels_}), "the input is too short");
    r.require(weights_.bytes / (is_float16_ ? 2 : 4) >= weight_count, "the weights are too short");
    r.require(!bias_.present() || bias_.bytes / 4 >= channels_, "the bias is too short");
    r.require(output_.bytes / 4 >= StepReader::product({batch_, r.output_lines(height_.output), width_.output, channels_}), "the output is too short");
    r.require(multiplier_ == 1 || repeated_.bytes / 4 >= StepReader::product({pixels, channels_}), "the memory is too short");
    values_.resize(weight_count);
    const char* const weights = r.constant<char>(weights_);
    if (is_float16_) r.kernels().float32_from_float16(weights, values_.data(), weight_count, Store::cached);
    else std::memcpy(values_.data(), weights, weight_count * sizeof(float));
    bias_values_.resize(channels_);
    if (bias_.present()) std::memcpy(bias_values_.data(), r.constant<float>(bias_), channels_ * sizeof(float));
  }

  std::size_t held_bytes() const override { return 4 * (values_.size() + bias_values_.size()); }

  const LineStep* as_lines() const override { return batch_ == 1 && multiplier_ == 1 && width_.output > 0 ? this : nullptr; }
  const WindowAxis& line_axis() const override { return height_; }
  LineImage input_image() const override { return {height_.input, width_.input * channels_}; }
  LineImage output_image() const override { return {height_.output, width_.output * channels_}; }
  const Operand& input_operand() const override { return input_; }
  const Operand& output_operand() const override { return output_; }

  void run(const Frame& frame) const noexcept override {
    if (multiplier_ > 1) repeat_channels(frame);
    const std::size_t lines = width_.output ? batch_ * height_.output : 0;
    run_lines(frame, {0, lines, frame.at<const float>(multiplier_ > 1 ? repeated_ : input_), frame.at<float>(output_)});
  }

  void run_lines(const Frame& frame, const Lines& lines) const noexcept override {
    const std::size_t products = std::max<std::size_t>(width_.output * height_.taps * width_.taps * channels_, 1);
    const std::size_t grouped = grouped_lines * std::clamp<std::size_t>(height_.output, 1, height_.dilation);
    const std::size_t least = (least_products / products / grouped + 1) * grouped;
    frame.team.parallel_for(lines.end - lines.begin, least, [&](std::size_t begin, std::size_t end) noexcept {
      const std::size_t last = lines.begin + end;
      for (std::size_t line = lines.begin + begin; line < last;) line += run_some(frame, lines, line, last);
    });
  }

 private:
  static constexpr std::size_t least_products = 1 << 16;  // about 1 us
  /// The kernel makes several at a time, as far apart as the taps.
  static constexpr std::size_t grouped_lines = 4;

  /// Lines [first, last), as far as they are of one image. Returns how many.
  std::size_t run_some(const Frame& frame, const Lines& lines, std::size_t first, std::size_t last) const noexcept {
    const std::size_t in_line = width_.input * channels_, out_line = width_.output * channels_;
    const std::size_t image = first / height_.output, begin = first % height_.output;
    const std::size_t end = std::min(begin + last - first, height_.output);
    frame.kernels.depthwise_conv({lines.input + image * height_.input * in_line, in_line, channels_, height_.row(), width_.row(), values_.data(),
                                  bias_values_.data(), channels_, lines.output + image * height_.output * out_line, out_line,
                                  least_, most_, begin, end});
    return end - begin;
  }

  void repeat_channels(const Frame& frame) const noexcept {
    const float* const source = frame.at<const float>(input_);
    float* const sink = frame.at<float>(repeated_);
    const std::size_t count = batch_ * height_.input * width_.input * in_channels_;
    frame.team.parallel_for(count, 1 << 14, [&](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t i = begin; i < end; i++) std::fill_n(sink + i * multiplier_, multiplier_, source[i]);
    });
  }

  Operand input_, weights_, bias_, output_, repeated_;
  std::size_t batch_, in_channels_, multiplier_, channels_;
  WindowAxis height_, width_;
  bool is_float16_;
  float least_, most_;
  std::vector<float> values_, bias_values_;
};

}  // namespace

std::unique_ptr<Step> make_depthwise_conv_2d(StepReader& reader) { return std::make_unique<DepthwiseConv2D>(reader); }

}  // namespace halflite
