#include <algorithm>

#include "../window.h"

namespace halflite {
namespace {

/// Operands: input, output. Parameters: batch, channels, height, width, which Pooling, the range that results are clamped to.
class Pool2D final : public Step {
 public:
  explicit Pool2D(StepReader& r)
      : input_(r.operand(alignof(float))), output_(r.sink(alignof(float))), batch_(r.size()), channels_(r.size(1)),
        height_(r), width_(r), pooling_(static_cast<Pooling>(r.integer(0, 2))), least_(r.number()), most_(r.number()) {
    r.require(height_.dilation == 1 && width_.dilation == 1, "windows of poolings have no gaps");
    r.require(input_.bytes / 4 >= StepReader::product({batch_, height_.input, width_.input, channels_}), "the input is too short");
    r.require(output_.bytes / 4 >= StepReader::product({batch_, height_.output, width_.output, channels_}), "the output is too short");
    StepReader::product({width_.output, height_.taps, width_.taps, channels_});
  }

  void run(const Frame& frame) const noexcept override {
    constexpr std::size_t least_elements = 1 << 17;  // about 10 us
    const std::size_t row_elements = std::max<std::size_t>(width_.output * height_.taps * width_.taps * channels_, 1);
    const auto run_rows = [&](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t row = begin; row < end; row++) run_row(frame, row);
    };
    const std::size_t rows = width_.output ? batch_ * height_.output : 0;
    frame.team.parallel_for(rows, least_elements / row_elements + 1, run_rows);
  }

 private:
  void run_row(const Frame& frame, std::size_t row) const noexcept {
    const std::size_t line = width_.input * channels_, y = row % height_.output;
    const TapRange taps(height_, y);
    const std::ptrdiff_t first = height_.start(y) + static_cast<std::ptrdiff_t>(taps.first);
    const std::size_t in_row = row / height_.output * height_.input + (taps.count() ? static_cast<std::size_t>(first) : 0);
    frame.kernels.pool_row({frame.at<const float>(input_) + in_row * line, taps.count(), width_.row(), channels_, pooling_,
                            frame.at<float>(output_) + row * width_.output * channels_, least_, most_});
  }

  Operand input_, output_;
  std::size_t batch_, channels_;
  WindowAxis height_, width_;
  Pooling pooling_;
  float least_, most_;
};

}  // namespace

std::unique_ptr<Step> make_pool_2d(StepReader& reader) { return std::make_unique<Pool2D>(reader); }

}  // namespace halflite
