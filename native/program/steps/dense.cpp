#include <algorithm>

#include "../step.h"

namespace halflite {
namespace {

/// A matrix product with few rows, whose time is that of reading the weights: they are read where they are.
///
/// Operands: input [rows, depth], weights [units, depth] of float16 or float32, bias (optional), output [rows, units].
/// Parameters: rows, depth, units, whether the weights are float16, the range that results are clamped to.
class Dense final : public Step {
 public:
  explicit Dense(StepReader& r)
      : input_(r.operand(alignof(float))), weights_(r.operand(1)), bias_(r.operand(alignof(float), true)),
        output_(r.sink(alignof(float))), rows_(r.size()), depth_(r.size(1)), units_(r.size(1)),
        is_float16_(r.flag()), least_(r.number()), most_(r.number()) {
    r.require(input_.bytes / 4 >= StepReader::product({rows_, depth_}), "the input is too short");
    r.require(weights_.bytes / (is_float16_ ? 2 : 4) >= StepReader::product({units_, depth_}), "the weights are too short");
    r.require(!bias_.present() || bias_.bytes / 4 >= units_, "the bias is too short");
    r.require(output_.bytes / 4 >= StepReader::product({rows_, units_}), "the output is too short");
  }

  void run(const Frame& frame) const noexcept override {
    const auto dense = is_float16_ ? frame.kernels.dense_float16 : frame.kernels.dense_float32;
    const DenseBlock block{frame.at<const float>(input_), rows_, depth_, frame.at<const char>(weights_),
                           frame.at<const float>(bias_), frame.at<float>(output_), units_, least_, most_};
    frame.team.parallel_for((units_ + units_at_once - 1) / units_at_once, least_weights / depth_ / units_at_once + 1,
                            [&](std::size_t begin, std::size_t end) noexcept {
                              dense(block, begin * units_at_once, std::min(end * units_at_once, units_));
                            });
  }

 private:
  /// A multiple of what kernels take at once; weights that are about 20 us of work.
  static constexpr std::size_t units_at_once = 16, least_weights = 1 << 17;

  Operand input_, weights_, bias_, output_;
  std::size_t rows_, depth_, units_;
  bool is_float16_;
  float least_, most_;
};

}  // namespace

std::unique_ptr<Step> make_dense(StepReader& reader) { return std::make_unique<Dense>(reader); }

}  // namespace halflite
